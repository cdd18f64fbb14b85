/**
 * Lets an order take from the other side of the book: best price first, and at a price who came first.
 * Knows nothing of stops but the prices that would trigger them.
 */
import type { Side } from "../../../market/instrument.ts";
import { Ladder } from "./ladder.ts";
import { type LiveOrder, OrderPool } from "./live-order.ts";
import type { MatchSink } from "./match-sink.ts";
import type { PriceLevel } from "./price-level.ts";

/**
 * Why an order takes no more. TAKEN: nothing is left that it reaches, or of itself. BUDGET: it cannot pay
 * for one more lot. STP: self-trade prevention has ended it.
 */
export type TakeEnd = "TAKEN" | "BUDGET" | "STP";

export class Matcher {
  readonly bids = new Ladder("BUY");
  readonly asks = new Ladder("SELL");
  /** In the book, and those that wait. */
  readonly open = new Map<number, LiveOrder>();
  readonly pool = new OrderPool();
  /** NaN before the first trade. */
  lastTicks = Number.NaN;
  /** Of the trades since somebody has set them back. */
  lowTicks = Number.POSITIVE_INFINITY;
  highTicks = Number.NEGATIVE_INFINITY;
  readonly #sink: MatchSink;

  constructor(sink: MatchSink) {
    this.#sink = sink;
  }

  ladder(side: Side): Ladder {
    return side === "BUY" ? this.bids : this.asks;
  }

  /** What an order of `side` takes from. */
  opposite(side: Side): Ladder {
    return side === "BUY" ? this.asks : this.bids;
  }

  /** Puts an order that takes nothing more behind those at its price. */
  rest(order: LiveOrder): undefined {
    this.#sink.rested(order.number, order.shownLots);
    order.hide();
    const level = this.ladder(order.side).findOrMake(order.priceTicks);
    level.append(order);
    this.open.set(order.number, order);
    this.#sink.level(order.side, level.priceTicks, level.shownLots);
  }

  /** Takes an order out of the book that has not traded all. */
  withdraw(order: LiveOrder, level: PriceLevel): undefined {
    level.remove(order);
    this.settle(this.ladder(order.side), level, Number.NaN);
  }

  /** Says what a level shows now, when that is not `before`, and drops an empty one. */
  settle(ladder: Ladder, level: PriceLevel, before: number): undefined {
    const { priceTicks, shownLots, head } = level;
    if (head === null) ladder.drop(level);
    if (shownLots !== before) this.#sink.level(ladder.side, priceTicks, shownLots);
  }

  /** Trades until nothing more can be had down, or up, to the limit. */
  take(taker: LiveOrder, limitTicks: number): TakeEnd {
    const ladder = this.opposite(taker.side);
    let end: TakeEnd = "TAKEN";
    while (taker.shownLots > 0 && end === "TAKEN") {
      const level = ladder.best;
      if (level === null || !ladder.reaches(limitTicks, level.priceTicks)) break;
      const before = level.shownLots;
      end = this.#takeLevel(taker, level);
      this.settle(ladder, level, before);
    }
    return end;
  }

  #takeLevel(taker: LiveOrder, level: PriceLevel): TakeEnd {
    for (let maker = level.head; maker !== null && taker.shownLots > 0; maker = level.head) {
      const wanted = affordableLots(taker, level.priceTicks);
      if (wanted === 0) return "BUDGET";
      if (maker.owner !== taker.owner || taker.stp === "NONE") {
        this.#trade(maker, taker, level, Math.min(wanted, maker.shownLots));
      } else if (this.#prevent(maker, taker, level, wanted)) {
        return "STP";
      }
    }
    return "TAKEN";
  }

  #trade(maker: LiveOrder, taker: LiveOrder, level: PriceLevel, lots: number): undefined {
    const { number } = maker;
    const { priceTicks } = level;
    level.takeFromHead(maker, lots);
    if (maker.shownLots === 0) this.#end(maker, level);
    taker.shownLots -= lots;
    taker.budget -= lots * priceTicks;
    this.lastTicks = priceTicks;
    if (priceTicks < this.lowTicks) this.lowTicks = priceTicks;
    if (priceTicks > this.highTicks) this.highTicks = priceTicks;
    this.#sink.trade(number, taker.number, priceTicks, lots);
  }

  /** Whether the taker is over. `wanted`: lots that it could still trade here, from 1. */
  #prevent(maker: LiveOrder, taker: LiveOrder, level: PriceLevel, wanted: number): boolean {
    const { number, leaves } = maker;
    const { stp } = taker;
    const both = Math.min(wanted, leaves);
    const makerLots = stp === "DECREMENT" ? both : stp === "EXPIRE_TAKER" ? 0 : leaves;
    const takerLots = stp === "DECREMENT" ? both : stp === "EXPIRE_MAKER" ? 0 : taker.shownLots;
    if (makerLots < leaves) level.reduce(maker, makerLots);
    else this.#end(maker, level);
    taker.shownLots -= takerLots;
    taker.budget -= stp === "DECREMENT" ? both * level.priceTicks : 0;
    this.#sink.prevented(number, taker.number, level.priceTicks, makerLots, takerLots);
    if (makerLots === leaves) this.#sink.expired(number, 0, "STP");
    return takerLots >= wanted;
  }

  #end(maker: LiveOrder, level: PriceLevel): undefined {
    level.remove(maker);
    this.open.delete(maker.number);
    this.pool.giveBack(maker);
  }
}

/** Lots that an order wants and can pay for at a price. */
function affordableLots({ shownLots, budget }: LiveOrder, priceTicks: number): number {
  return Number.isNaN(budget) ? shownLots : Math.min(shownLots, Math.floor(budget / priceTicks));
}
