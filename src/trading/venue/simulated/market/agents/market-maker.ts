/**
 * A market maker: a ladder of quotes on both sides of the price, on a grid of its own. As the price
 * moves, quotes go from the far end to the near one; what was taken is quoted anew. A quote takes what
 * others left beyond its price.
 *
 * Bounded: at most one open order for each place of its ladder.
 */
import type { Prng } from "../../../../../core/prng.ts";
import type { ExchangeOrder } from "../../exchange/order.ts";
import type { Side } from "../../exchange/words.ts";
import { type HouseTrader, leavesOf } from "../house-trader.ts";
import type { Agent, Turn } from "./agent.ts";

export type MarketMakerOptions = {
  readonly trader: HouseTrader;
  readonly prng: Prng;
  /** Between its prices. 1e-8 of the quote asset. */
  readonly gap: number;
  /** Where its grid begins, from 0 and below `gap`. */
  readonly phase: number;
  /** Quotes a side. */
  readonly levels: number;
  /** Of a quote. 1e-8 of the base asset. */
  readonly size: number;
  /** Most quotes a side that it places in a turn; the first turn fills the ladder. */
  readonly placesMax: number;
};

type LadderSide = { readonly side: Side; readonly quotes: Map<number, ExchangeOrder> };

const PERCENT = 100;

export class MarketMaker implements Agent {
  readonly #options: MarketMakerOptions;
  readonly #bids: LadderSide = { side: "BUY", quotes: new Map() };
  readonly #asks: LadderSide = { side: "SELL", quotes: new Map() };

  constructor(options: MarketMakerOptions) {
    this.#options = options;
  }

  /** Takes back what stands on the wrong side of the price, or too far from it. */
  withdraw(turn: Turn): undefined {
    this.#withdrawSide(this.#bids, this.#best("BUY", turn), turn);
    this.#withdrawSide(this.#asks, this.#best("SELL", turn), turn);
  }

  act(turn: Turn): undefined {
    this.#quote(this.#bids, this.#best("BUY", turn), turn);
    this.#quote(this.#asks, this.#best("SELL", turn), turn);
  }

  /** The places of the grid just below and above the price. */
  #best(side: Side, { price }: Turn): number {
    const { gap, phase } = this.#options;
    const below = Math.floor((price - phase) / gap);
    return side === "BUY" ? below : below + 1;
  }

  #withdrawSide({ side, quotes }: LadderSide, best: number, turn: Turn): undefined {
    const { trader, levels } = this.#options;
    for (const [place, order] of quotes) {
      const depth = side === "BUY" ? best - place : place - best;
      const isOpen = leavesOf(order) > 0;
      if (isOpen && depth >= 0 && depth < levels) continue;
      if (isOpen) trader.cancel(order, turn.at);
      quotes.delete(place);
    }
  }

  #quote({ side, quotes }: LadderSide, best: number, turn: Turn): undefined {
    const { trader, prng, gap, phase, levels, size, placesMax } = this.#options;
    let places = turn.step === 0 ? levels : placesMax;
    for (let depth = 0; depth < levels && places > 0; depth += 1) {
      const place = side === "BUY" ? best - depth : best + depth;
      if (quotes.has(place)) continue;
      places -= 1;
      const percent = prng.between(40, 160) * turn.sizeFactor;
      const price = place * gap + phase;
      const order = trader.rest(side, price, (size * percent) / PERCENT, turn.at);
      if (order !== null && leavesOf(order) > 0) quotes.set(place, order);
    }
  }
}
