/**
 * What a call to a venue is for, most urgent first: it decides who goes first, who may use the last of
 * a budget, and who passes an open breaker.
 *
 * CANCEL takes risk away. REDUCE is an order that can only make a position smaller. QUERY asks what is
 * so. NEW adds risk, and is the first to be refused.
 */

/** What a call is for. */
export type CallClass = "CANCEL" | "REDUCE" | "QUERY" | "NEW";

/** All of them, most urgent first. */
export const CALL_CLASSES: readonly CallClass[] = ["CANCEL", "REDUCE", "QUERY", "NEW"];

/** What a call uses up of a venue's limits; that it is one request goes without saying. */
export type CallCost = {
  /** Request weight, an upper bound of what the venue will charge. A safe integer, 0 or more. */
  readonly weight: number;
  /** Orders that it places. A safe integer, 0 or more. */
  readonly orders: number;
};

/** Returns whether a cost can be counted: NaN, a fraction and less than nothing cannot. */
export function isCost(cost: CallCost): boolean {
  return isCount(cost.weight) && isCount(cost.orders);
}

/** Returns whether `value` is a count: a safe integer, 0 or more. */
export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
