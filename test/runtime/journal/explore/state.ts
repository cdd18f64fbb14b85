/** What explored journals hold: a state that says which records made it, and segments of a size. */
import { assert } from "../../../../src/core/assert.ts";

/** Small, so that many fit into one second: it takes some ten records. Bytes. */
export const EXPLORED_SEGMENT_BYTES = 9 * 1024;

/** The state that records up to `sequence` make. */
export function stateOf(sequence: number): Uint8Array {
  const state = new Uint8Array(600).fill(0x5a);
  new DataView(state.buffer).setFloat64(0, sequence);
  return state;
}

/** The sequence that a state was made of. @throws When it was not. */
export function sequenceOfState(state: Uint8Array): number {
  const sequence = new DataView(state.buffer, state.byteOffset).getFloat64(0);
  assert(
    Buffer.compare(state, stateOf(sequence)) === 0,
    "a snapshot's state is one that was given",
  );
  return sequence;
}
