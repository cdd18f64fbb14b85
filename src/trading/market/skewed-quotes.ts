/** Where a market maker quotes: around the mid, and away from what it holds. */

export type QuoteWish = {
  /** Ticks, and may end in .5. */
  readonly mid: number;
  /** Position as a part of its limit, -1 to 1; beyond is taken as the limit. */
  readonly held: number;
  readonly halfSpreadBps: number;
  /** How far both quotes move at a full position. */
  readonly skewBps: number;
};

/**
 * Returns the bid and the ask to quote, in whole ticks: the bid rounded down, the ask up, so that
 * the spread is never less than asked. NaN in, NaN out.
 *
 * @example Flat, then long by the whole limit: both quotes are lower by the skew.
 * ```ts
 * skewedQuotes({ mid: 100_000, held: 0, halfSpreadBps: 5, skewBps: 10 }); // => { bidTicks: 99950, askTicks: 100050 }
 * skewedQuotes({ mid: 100_000, held: 1, halfSpreadBps: 5, skewBps: 10 }); // => { bidTicks: 99850, askTicks: 99950 }
 * ```
 */
export function skewedQuotes({ mid, held, halfSpreadBps, skewBps }: QuoteWish): {
  bidTicks: number;
  askTicks: number;
} {
  const centre = mid - (mid * skewBps * Math.max(-1, Math.min(1, held))) / 10_000;
  const half = (mid * halfSpreadBps) / 10_000;
  return { bidTicks: Math.floor(centre - half), askTicks: Math.ceil(centre + half) };
}
