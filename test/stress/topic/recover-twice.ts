/** The real recovery of a topic, run twice over the same dead writer. */
import { DATA_OFFSET, stateIndex } from "../../../src/runtime/ring/topic-layout.ts";
import { type Recovered, recoverTopic } from "../../../src/runtime/ring/topic-recovery.ts";

/** What the first recovery found, and whether the second found the same and changed no byte. */
export type RecoveredTwice = Recovered & { readonly isRepeatable: boolean };

/** Recovers, and again. Readers may run meanwhile: their slots are left out. */
export function recoverTwice(memory: SharedArrayBuffer): RecoveredTwice {
  const recovered = recoverTopic(memory);
  const before = writerBytes(memory);
  const again = recoverTopic(memory);
  const isRepeatable =
    again.recordsFound === 0 &&
    again.position === recovered.position &&
    again.nextSequence === recovered.nextSequence &&
    Buffer.compare(before, writerBytes(memory)) === 0;
  return { ...recovered, isRepeatable };
}

/** A copy of all that only the writer of a topic writes, and main while it is dead. */
export function writerBytes(memory: SharedArrayBuffer): Buffer {
  return Buffer.concat([
    new Uint8Array(memory, 0, stateIndex(0) * 4),
    new Uint8Array(memory, DATA_OFFSET),
  ]);
}
