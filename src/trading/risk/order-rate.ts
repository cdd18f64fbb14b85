/**
 * No more orders in any second than the limit: a sliding window over the caller's clock.
 *
 * Only approved orders count, and cancels never do. An order too many is refused, not delayed: a
 * delayed order is a different order.
 */
import type { Control } from "./gate-look.ts";
import { missingLimit, type Refusal } from "./refusal.ts";

const NS_PER_S = 1_000_000_000;

/** A rate as a window: at most `count` orders in any `windowNs`. */
type Window = { readonly count: number; readonly windowNs: number };

/** Refuses an order when as many as the limit allows were approved within the window before it. */
export const checkOrderRate: Control = ({ view, limits, now }) => {
  const rate = limits.orderRatePerS;
  if (rate === undefined) return missingLimit("orderRatePerS");
  const { count, windowNs } = windowOf(rate);
  const recent = recentTimes(view.orderTimes, now, windowNs).length;
  if (Number.isFinite(now) && recent < count) return null;
  const value = orderRateOf(view.orderTimes, now, rate);
  return { kind: "ORDER_RATE", limit: rate, value } satisfies Refusal;
};

/** Returns how many orders a second there are with one more at `now`, in the window of `ratePerS`. */
export function orderRateOf(times: readonly number[], now: number, ratePerS: number): number {
  const { windowNs } = windowOf(ratePerS);
  return ((recentTimes(times, now, windowNs).length + 1) * NS_PER_S) / windowNs;
}

/** Returns the times of approved orders with one more, without those that no longer matter. */
export function withOrderTime(
  times: readonly number[],
  now: number,
  ratePerS: number,
): readonly number[] {
  return [...recentTimes(times, now, windowOf(ratePerS).windowNs), now];
}

/** Times ahead of `now` count too: a clock that is set back refills nothing. */
function recentTimes(times: readonly number[], now: number, windowNs: number): readonly number[] {
  return times.filter((time) => !(now - time >= windowNs));
}

function windowOf(ratePerS: number): Window {
  if (ratePerS > 0 && ratePerS < 1) return { count: 1, windowNs: NS_PER_S / ratePerS };
  return { count: Math.floor(ratePerS), windowNs: NS_PER_S };
}
