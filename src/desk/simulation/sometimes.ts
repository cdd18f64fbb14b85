/**
 * Rare things that a set of seeds must have seen: judges that never meet them prove nothing. Counted
 * by the seeds that saw them.
 */
import { FAULT_CLASSES } from "./fault/fault-plan.ts";

const FAULTS = Object.values(FAULT_CLASSES)
  .flat()
  .map((kind) => `fault ${kind}`);

/** All of them, of a set of so many seeds or more. */
export const SOMETIMES: readonly string[] = [
  ...FAULTS,
  "a write refused",
  "a short write",
  "a record that was held came again",
  "journal:halted",
  "a full topic of strategy",
  "a full topic of risk",
  "fill",
  "fill while a cancel is under way",
  "a stuck actor killed",
  "an evicted reader came back",
  "a swap",
  "a swap refused",
  "the desk halted",
  "a process went on with what the last one left",
  "a crash while it starts",
  "event DIED",
  "event WARNED",
  "event DEAD_LETTER",
  "event SWAPPED",
  "event QUARANTINED",
  "event GAVE_UP",
  "event ESCALATED",
  "event UNKILLABLE",
  "feed:gaps",
  "feed:reconnects",
  "feed:resyncs",
  "funnel:expired",
  "execution:ownCancels",
  "refused:BAD_ORDER",
  "refused:DUPLICATE_ID",
  "refused:EXPIRED",
  "refused:GATE_ERROR",
  "refused:ORDER_RATE",
  "refused:POSITION",
  "risk:orphansCanceled",
];

/** From so many seeds on each of {@link SOMETIMES} must have been seen. */
export const SOMETIMES_SEEDS = 200;

/** Of them, those that no seed saw. */
export function unseen(counts: ReadonlyMap<string, number>): readonly string[] {
  return SOMETIMES.filter((name) => (counts.get(name) ?? 0) === 0);
}
