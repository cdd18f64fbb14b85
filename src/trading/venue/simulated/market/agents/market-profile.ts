/** How a symbol trades: its price, how far it wanders, how deep its book is. Plain data. */

export type MarketProfile = {
  readonly symbol: string;
  /** Fair price at the start. 1e-8 of the quote asset. */
  readonly price: number;
  /** Gap of the finest quotes, and what all distances are multiples of. 1e-8 of the quote asset. */
  readonly unit: number;
  /** Furthest that the fair price walks in half a step. Units. */
  readonly walk: number;
  /** What the fair price moves for one whole base asset that takers bought. Units. */
  readonly impact: number;
  /** Size of a quote at the touch, and of a usual print. 1e-8 of the base asset. */
  readonly size: number;
  /** Prints that noise traders make, of 1,000 steps. */
  readonly printsPerMille: number;
};

/** A spread of 0.10 at a tick of 0.01. */
export const BTCUSDT_PROFILE: MarketProfile = {
  symbol: "BTCUSDT",
  price: 60_000 * 10 ** 8,
  unit: 10 ** 7,
  walk: 6,
  impact: 2,
  size: 2_000_000,
  printsPerMille: 300,
};

export const ETHUSDT_PROFILE: MarketProfile = {
  symbol: "ETHUSDT",
  price: 2_700 * 10 ** 8,
  unit: 10 ** 6,
  walk: 5,
  impact: 1,
  size: 30_000_000,
  printsPerMille: 250,
};
