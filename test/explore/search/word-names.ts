/** Names for the words of a topic, so that a schedule can be read. */
import {
  BELL_FROM_STATE,
  DATA_OFFSET,
  DELIVERED_FROM_STATE,
  EPOCH_INDEX,
  EPOCH_SEQUENCE_INDEX,
  EVICTED_INDEX,
  FULL_INDEX,
  KIND_FROM_STATE,
  NEXT_SEQUENCE_INDEX,
  OWNER_INDEX,
  READERS_MAX,
  RELEASED_FROM_STATE,
  SLOT_CHANGES_INDEX,
  SLOTS_INDEX,
  stateIndex,
  TAIL_INDEX,
} from "../../../src/runtime/ring/topic-layout.ts";

const NAMES = new Map<number, string>([
  [TAIL_INDEX, "tail"],
  [OWNER_INDEX, "owner"],
  [EPOCH_INDEX, "epoch"],
  [SLOTS_INDEX, "slots"],
  [SLOT_CHANGES_INDEX, "slot changes"],
  [FULL_INDEX, "full"],
  [EVICTED_INDEX, "evicted"],
  [2 * NEXT_SEQUENCE_INDEX, "next sequence"],
  [2 * EPOCH_SEQUENCE_INDEX, "epoch sequence"],
]);
for (let slot = 0; slot < READERS_MAX; slot += 1) {
  const state = stateIndex(slot);
  NAMES.set(state, `slot ${slot} state`);
  NAMES.set(state + KIND_FROM_STATE, `slot ${slot} kind`);
  NAMES.set(state + BELL_FROM_STATE, `slot ${slot} bell`);
  NAMES.set(state + DELIVERED_FROM_STATE, `slot ${slot} delivered`);
  NAMES.set(state + DELIVERED_FROM_STATE + 2, `slot ${slot} expected`);
  NAMES.set(state + RELEASED_FROM_STATE, `slot ${slot} released`);
}

/** A word of a scenario whose first memory is a topic. */
export function nameTopicWord(word: number): string {
  const inRing = word * 4 - DATA_OFFSET;
  return NAMES.get(word) ?? (inRing >= 0 ? `ring+${inRing}` : `word ${word}`);
}
