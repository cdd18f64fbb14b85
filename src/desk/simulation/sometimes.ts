/**
 * Rare things that a set of seeds must have seen: judges that never meet them prove nothing. Counted
 * by the seeds that saw them.
 */
import { EXCHANGE_FAULTS, FAULT_CLASSES } from "./fault/fault-plan.ts";

const FAULTS = Object.values(FAULT_CLASSES)
  .flat()
  .map((kind) => `fault ${kind}`);

/** Of every desk, in a set of so many seeds or more. */
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

/** Of a key that logs a connection on: it did, and was refused or not answered, which ended the connection. */
const LOGGED_ON = ["execution:logons", "execution:logonsFailed"] as const;

/** What the venue said of orders that went by REST. */
const BY_REST = [
  "order.place REST CONFIRMED",
  "order.place REST REFUSED",
  "order.place REST AMBIGUOUS",
  "order.cancel REST CONFIRMED",
  "order.cancel REST AMBIGUOUS",
  "order.cancelReplace REST CONFIRMED",
] as const;

/**
 * What became of amendments, and what happened while one was under way. That its gateway dies in just that
 * millisecond is noted too, and too rare to be wanted: the scenarios of the gateway have it at every step.
 */
const AMENDED = [
  "amended",
  "amended behind a no",
  "a fill while an amendment is under way",
  "a crash while an amendment is under way",
  "an amended order at rest",
  "order.amend.keepPriority REFUSED",
  "order.amend.keepPriority NOT_FOUND",
  "order.amend.keepPriority RATE_LIMITED",
  "order.amend.keepPriority FRAME CONFIRMED",
  "order.amend.keepPriority FRAME AMBIGUOUS",
  "order.amend.keepPriority REST CONFIRMED",
  "order.amend.keepPriority REST AMBIGUOUS",
] as const;

/** Of a desk that trades at an exchange of its own, besides. */
export const EXCHANGE_SOMETIMES: readonly string[] = [
  ...EXCHANGE_FAULTS.map((kind) => `fault ${kind}`),
  "exchange NEW",
  "exchange TRADE",
  "exchange CANCELED",
  "exchange REPLACED",
  "partial fill",
  "an order of unknown outcome while it drains",
  "execution:failedPasses",
  "execution:notPlaced",
  "execution:orphans",
  "execution:rateLimited",
  "execution:reconnects",
  "execution:unknown",
  ...LOGGED_ON,
  ...BY_REST,
  ...AMENDED,
];

/** From so many seeds on each of {@link SOMETIMES} must have been seen. */
export const SOMETIMES_SEEDS = 200;

/** All of them, of a desk. */
export function sometimesOf(hasExchange: boolean): readonly string[] {
  return hasExchange ? [...SOMETIMES, ...EXCHANGE_SOMETIMES] : SOMETIMES;
}

/** Of `wanted`, those that no seed saw. */
export function unseen(
  wanted: readonly string[],
  counts: ReadonlyMap<string, number>,
): readonly string[] {
  return wanted.filter((name) => (counts.get(name) ?? 0) === 0);
}
