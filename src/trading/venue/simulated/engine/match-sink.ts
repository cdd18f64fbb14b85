/**
 * What the matching engine says while it handles a command: numbers and words only, so that nothing is
 * allocated for it.
 *
 * Of one order, in this order: `accepted`; of a stop, later, `triggered`; `trade` and `prevented`; then
 * `rested`, `expired`, or nothing when it is filled. Orders that it meets are told of in the order in
 * which it meets them. `level` follows what has changed the level. Stops come last, when all is said of
 * the order that triggered them.
 *
 * Invariant: each lot of an order is told of once: traded, prevented, expired, or answered by `cancel`
 * or `amend`. Only of the lots that a budget could not pay for, nothing is said.
 *
 * A sink may ask the engine (a taker is not in the book until it has `rested`), and never commands it.
 */
import type { Side } from "../../../market/instrument.ts";

/**
 * Why an order is over although nobody asked.
 *
 * NO_LIQUIDITY: nothing is left for a market order to take. STP: self-trade prevention; the lots that
 * it cost were told by `prevented`.
 */
export type ExpiryReason = "IOC" | "FOK" | "NO_LIQUIDITY" | "STP";

export type MatchSink = {
  /** It is not refused: it takes, rests or waits. Told before anything else of it. */
  accepted(number: number): undefined;
  /** At the maker's price. */
  trade(maker: number, taker: number, priceTicks: number, lots: number): undefined;
  /** A trade of an owner with itself was prevented: the lots that each lost for good, from 0. */
  prevented(
    maker: number,
    taker: number,
    priceTicks: number,
    makerLots: number,
    takerLots: number,
  ): undefined;
  /**
   * All that is now shown at a price; 0: the level is gone. Told once for each order that came, went or
   * took there, after its trades there, and only when the number has changed.
   */
  level(side: Side, priceTicks: number, lots: number): undefined;
  /** A stop is now a live order. Told before what it does. */
  triggered(number: number): undefined;
  /** The rest of an order is now in the book: all its lots, hidden ones too. Told before `level`. */
  rested(number: number, lots: number): undefined;
  /** It is over, with so many lots left, from 0. */
  expired(number: number, lots: number, reason: ExpiryReason): undefined;
};
