/**
 * An L2 book: size by price level of one instrument, both sides.
 *
 * It holds what the venue said, crossed or not, and knows how far it is known: a snapshot of a
 * limited number of levels says nothing about prices beyond its worst, until they change. Levels
 * beyond that are kept as they come, with holes between them.
 *
 * Not for order: the synchronisation of a venue decides what is applied.
 */
import { BookSide } from "./book-side.ts";

/** Pairs of ticks and lots, one after the other. Arrays have this shape. */
export type LevelPairs = { readonly length: number; at(index: number): number | undefined };

/** A whole book as a venue sends it: bids, then asks, in any order of price. */
export type BookContent = {
  readonly levels: LevelPairs;
  /** How many of the pairs, from the first, are bids. */
  readonly bidCount: number;
  /** Most levels a side that the source would have said: a full side may go on beyond. */
  readonly levelsMax: number;
};

/** Both sides of one instrument's book. */
export class Book {
  readonly bids = new BookSide("BID");
  readonly asks = new BookSide("ASK");

  /** NaN while there is no bid. Ticks. */
  get bestBidTicks(): number {
    return this.bids.bestTicks;
  }

  get bestBidLots(): number {
    return this.bids.bestLots;
  }

  /** NaN while there is no ask. Ticks. */
  get bestAskTicks(): number {
    return this.asks.bestTicks;
  }

  get bestAskLots(): number {
    return this.asks.bestLots;
  }

  /** Bid at or above ask: the venue is moving, or we lost something. */
  get isCrossed(): boolean {
    return this.bids.bestTicks >= this.asks.bestTicks;
  }

  side(side: "BID" | "ASK"): BookSide {
    return side === "BID" ? this.bids : this.asks;
  }

  /** Sets the absolute size of one level. 0 removes it. */
  apply(side: "BID" | "ASK", ticks: number, lots: number): undefined {
    this.side(side).set(ticks, lots);
  }

  /** Sets the absolute sizes of some levels: the first `bidCount` pairs are bids. */
  applyLevels(levels: LevelPairs, bidCount: number): undefined {
    for (let pair = 0; pair < levels.length / 2; pair += 1) this.#applyPair(levels, pair, bidCount);
  }

  /** Replaces the book, and what is known of it. */
  setSnapshot({ levels, bidCount, levelsMax }: BookContent): undefined {
    this.clear();
    // From the last: venues send the best first, and appending at the best end moves nothing.
    for (let pair = levels.length / 2 - 1; pair >= 0; pair -= 1) {
      this.#applyPair(levels, pair, bidCount);
    }
    this.bids.setKnown(bidCount < levelsMax);
    this.asks.setKnown(levels.length / 2 - bidCount < levelsMax);
  }

  clear(): undefined {
    this.bids.clear();
    this.asks.clear();
  }

  /**
   * Calls `visit` for the levels of a side, best first, until it returns false. Levels beyond what
   * is known are visited as if there were nothing between them.
   */
  eachLevel(
    side: "BID" | "ASK",
    visit: (ticks: number, lots: number) => boolean | undefined,
  ): undefined {
    const levels = this.side(side);
    for (let index = 0; index < levels.count; index += 1) {
      if (visit(levels.ticks(index), levels.lots(index)) === false) return;
    }
  }

  /**
   * Writes the best `count` levels of a side as pairs into `target`, best first, from pair `start`.
   *
   * @returns How many levels were written.
   */
  levelsInto(
    target: number[] | Float64Array,
    side: "BID" | "ASK",
    count: number,
    start = 0,
  ): number {
    const levels = this.side(side);
    const written = Math.min(count, levels.count);
    for (let index = 0; index < written; index += 1) {
      target[(start + index) * 2] = levels.ticks(index);
      target[(start + index) * 2 + 1] = levels.lots(index);
    }
    return written;
  }

  #applyPair(levels: LevelPairs, pair: number, bidCount: number): undefined {
    const side = pair < bidCount ? this.bids : this.asks;
    side.set(levels.at(pair * 2) ?? Number.NaN, levels.at(pair * 2 + 1) ?? Number.NaN);
  }
}
