/**
 * A venue's limits as it states them: so much of one thing in each window, and how much of it the
 * venue says is used.
 *
 * Windows are fixed and aligned to the venue's own clock: a minute begins at second 0 there. They do
 * not roll.
 */
import type { CallClass, CallCost } from "./call-class.ts";

/** What is counted: request weight, requests of any weight, or orders placed. */
export type RateKind = "WEIGHT" | "REQUESTS" | "ORDERS";

/** One limit. */
export type RateRule = {
  readonly kind: RateKind;
  /** Length of a window. Milliseconds, positive. */
  readonly intervalMs: number;
  /** Most that is allowed in one window. */
  readonly limit: number;
};

/** What the venue says is used of one limit. */
export type RateCount = {
  readonly kind: RateKind;
  /** Milliseconds, positive. */
  readonly intervalMs: number;
  /** Used in the window in which the call arrived, that call among it. 0 or more. */
  readonly count: number;
};

/**
 * The largest part of a limit that each class may fill, as fractions: an order that adds risk stops
 * first, and what lies above the other three belongs to cancels alone.
 */
export type RateShares = Readonly<Record<CallClass, number>>;

/** A reserve of a fifth for cancels, and room for queries and reductions when new orders have had theirs. */
export const WEIGHT_SHARES: RateShares = { CANCEL: 1, REDUCE: 0.8, QUERY: 0.75, NEW: 0.7 };
/** Of orders: a cancel places none, so its share is never asked for. */
export const ORDER_SHARES: RateShares = { CANCEL: 1, REDUCE: 0.95, QUERY: 1, NEW: 0.8 };

/** Above it the venue is close to its limit. */
export const SOFT_FRACTION = 0.8;
/** Above it nothing but cancels goes out. */
export const HARD_FRACTION = 0.95;

/** Returns the shares of one kind of limit. */
export function sharesOf(kind: RateKind): RateShares {
  return kind === "ORDERS" ? ORDER_SHARES : WEIGHT_SHARES;
}

/** Returns what of a cost one kind of limit counts. */
export function costOf(cost: CallCost, kind: RateKind): number {
  if (kind === "REQUESTS") return 1;
  return kind === "ORDERS" ? cost.orders : cost.weight;
}

/** Returns the name of a window: `"WEIGHT/60000"`. Equal for a rule and the counts of it. */
export function windowKeyOf({ kind, intervalMs }: Pick<RateRule, "kind" | "intervalMs">): string {
  return `${kind}/${intervalMs}`;
}

/** Returns whether a rule can be kept: NaN and a limit of nothing cannot. */
export function isRule({ intervalMs, limit }: RateRule): boolean {
  return isPositive(intervalMs) && isPositive(limit);
}

function isPositive(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
