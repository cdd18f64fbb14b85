/**
 * How a slot begins to count: at attach, and when a reader rejoins, while its writer runs.
 *
 * Invariant: a reader that has begun to count is at most half a ring behind; a writer looks at all
 * slots at least once a quarter of the ring, so it sees the reader before it could run over it.
 */
import {
  DATA_OFFSET,
  DELIVERED_FROM_STATE,
  KIND_FROM_STATE,
  KIND_GATE,
  NEXT_SEQUENCE_INDEX,
  RECORD_HEADER_BYTES,
  RELEASED_FROM_STATE,
  SLOT_EVICTABLE,
  SLOT_EVICTED,
  SLOT_FREE,
  SLOT_GATING,
  stateIndex,
  TAIL_INDEX,
  TYPE_MASK,
  TYPE_PADDING,
} from "./topic-layout.ts";
import type { TopicMemory } from "./topic-memory.ts";

/** Where a reader goes on, and the sequence of the record there. */
export type Joined = { readonly position: number; readonly sequence: number };

/**
 * Puts an evicted slot at the newest record and makes it count: tail into both positions, the
 * state, and again while the writer went more than half a ring meanwhile. Null when the slot is
 * free: its reader was detached.
 */
export function joinAtTail(topic: TopicMemory, slot: number): Joined | null {
  const { int32, float64 } = topic;
  const state = stateIndex(slot);
  const half = topic.capacityBytes / 2;
  for (;;) {
    const position = Atomics.load(int32, TAIL_INDEX);
    const sequenceBefore = float64[NEXT_SEQUENCE_INDEX] ?? 0;
    Atomics.store(int32, state + DELIVERED_FROM_STATE, position);
    Atomics.store(int32, state + RELEASED_FROM_STATE, position);
    if (
      Atomics.compareExchange(int32, state, SLOT_EVICTED, stateOfKind(int32, state)) === SLOT_FREE
    )
      return null;
    matchStateToKind(int32, state);
    const sequence = sequenceAt(topic, position);
    const moved = (Atomics.load(int32, TAIL_INDEX) - position) | 0;
    // An int32 position wraps in a second at flood, so the sequence is compared as well.
    const records = (float64[NEXT_SEQUENCE_INDEX] ?? 0) - sequenceBefore;
    if (moved >= 0 && moved <= half && records * RECORD_HEADER_BYTES <= half) {
      return { position, sequence };
    }
  }
}

/**
 * Makes a slot that counts gating or evictable, as its kind says. Main calls it after it changed
 * the kind, a reader after it joined; each looks once more, so that neither undoes the other.
 */
export function matchStateToKind(int32: Int32Array, state: number): undefined {
  for (;;) {
    const wanted = stateOfKind(int32, state);
    const other = wanted === SLOT_GATING ? SLOT_EVICTABLE : SLOT_GATING;
    Atomics.compareExchange(int32, state, other, wanted);
    if (stateOfKind(int32, state) === wanted) return;
  }
}

/**
 * Sequence of the record that is, or will be, at `position`, which nobody may reuse meanwhile.
 *
 * @param atLeast What the last reader there expected: it may have read a record of which the
 *   writer has not yet told.
 */
export function sequenceAt(
  { int32, float64, capacityBytes }: TopicMemory,
  position: number,
  atLeast = 0,
): number {
  // Before the headers: a writer commits first, so an empty header proves that this is the next.
  // Both sides of a header are read-modify-writes here, so that neither is passed by the sequence;
  // adding 0 leaves whatever stands there, also what is no header by now.
  Atomics.load(int32, TAIL_INDEX);
  const next = Math.max(float64[NEXT_SEQUENCE_INDEX] ?? 0, atLeast);
  let index = (DATA_OFFSET + (position & (capacityBytes - 1))) >> 2;
  if (Atomics.add(int32, index, 0) === 0) return next;
  if (((int32[index + 1] ?? 0) & TYPE_MASK) === TYPE_PADDING) {
    index = DATA_OFFSET >> 2;
    if (Atomics.add(int32, index, 0) === 0) return next;
  }
  return float64[(index >> 1) + 1] ?? 0;
}

function stateOfKind(int32: Int32Array, state: number): number {
  const kind = Atomics.load(int32, state + KIND_FROM_STATE);
  return kind === KIND_GATE ? SLOT_GATING : SLOT_EVICTABLE;
}
