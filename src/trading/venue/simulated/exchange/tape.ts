/** The prints of one symbol: counted from 1, the newest remembered. */
import type { MarketTrade } from "./reports.ts";

/** Prints that are remembered at least; twice as many at most. */
export const TAPE_MIN = 10_000;

export class Tape {
  #trades: MarketTrade[] = [];
  #count = 0;

  /** Prints ever. */
  get count(): number {
    return this.#count;
  }

  /** By trade id. Of the caller only until the next print. */
  get trades(): readonly MarketTrade[] {
    return this.#trades;
  }

  add(trade: Omit<MarketTrade, "tradeId">): MarketTrade {
    this.#count += 1;
    const print = { tradeId: this.#count, ...trade };
    this.#trades.push(print);
    if (this.#trades.length >= 2 * TAPE_MIN) this.#trades = this.#trades.slice(-TAPE_MIN);
    return print;
  }

  /** Forgets the prints, whose steps are no more; the count goes on. */
  forget(): undefined {
    this.#trades = [];
  }
}
