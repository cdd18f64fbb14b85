/** The top of a book: best bid and best ask of one instrument at one moment. */

/** Best bid and best ask, with their sizes. */
export type Quote = {
  /** NaN while there is no bid. */
  readonly bidTicks: number;
  readonly bidLots: number;
  /** NaN while there is no ask. */
  readonly askTicks: number;
  readonly askLots: number;
};

/**
 * Returns the middle of bid and ask. It may end in .5; NaN when a side is missing. Ticks.
 *
 * @example
 * ```ts
 * midTicksOf({ bidTicks: 100, bidLots: 1, askTicks: 103, askLots: 1 }); // => 101.5
 * ```
 */
export function midTicksOf(quote: Quote): number {
  return (quote.bidTicks + quote.askTicks) / 2;
}

/** Returns ask less bid: 0 or less when crossed, NaN when a side is missing. Ticks. */
export function spreadTicksOf(quote: Quote): number {
  return quote.askTicks - quote.bidTicks;
}

/** Whether two quotes say the same, a missing side included. */
export function isSameQuote(left: Quote, right: Quote): boolean {
  return (
    Object.is(left.bidTicks, right.bidTicks) &&
    Object.is(left.askTicks, right.askTicks) &&
    left.bidLots === right.bidLots &&
    left.askLots === right.askLots
  );
}
