/**
 * A noise trader: takes now and then, for no reason, mostly a little; and leaves orders near the
 * touch that it forgets until they are in its way.
 */
import type { Prng } from "../../../../../core/prng.ts";
import type { ExchangeOrder } from "../../exchange/order.ts";
import { type HouseTrader, leavesOf } from "../house-trader.ts";
import type { Agent, Turn } from "./agent.ts";

export type NoiseTraderOptions = {
  readonly trader: HouseTrader;
  readonly prng: Prng;
  /** How far from the price it leaves orders at most, and it takes ten times as far. Quote atoms. */
  readonly reach: number;
  /** Of a usual print. 1e-8 of the base asset. */
  readonly size: number;
  /** Of 1,000 turns. */
  readonly takesPerMille: number;
};

/** Orders that it leaves at once. */
const OPEN_MAX = 8;
const RESTS_PER_MILLE = 100;
const PER_MILLE = 1_000;

export class NoiseTrader implements Agent {
  readonly #options: NoiseTraderOptions;
  #left: ExchangeOrder[] = [];

  constructor(options: NoiseTraderOptions) {
    this.#options = options;
  }

  act({ at, price }: Turn): undefined {
    const { trader, prng, reach, takesPerMille } = this.#options;
    const side = prng.pick(["BUY", "SELL"]);
    const away = side === "BUY" ? 1 : -1;
    const choice = prng.between(0, PER_MILLE - 1);
    if (choice < takesPerMille) {
      trader.take(side, price + away * 10 * reach, this.#size(), at);
    } else if (choice < takesPerMille + RESTS_PER_MILLE) {
      this.#tidy(at);
      const order = trader.rest(side, price - away * prng.between(0, reach), this.#size(), at);
      if (order !== null) this.#left.push(order);
    }
  }

  /** Mostly small, seldom large: a product of two is skewed. */
  #size(): number {
    const { prng, size } = this.#options;
    const skewed = prng.unit() * prng.unit() * 2;
    return Math.floor(size * (prng.unit() < 0.02 ? 10 * skewed : 0.05 + skewed));
  }

  #tidy(at: number): undefined {
    this.#left = this.#left.filter((order) => leavesOf(order) > 0);
    if (this.#left.length < OPEN_MAX) return;
    const oldest = this.#left.shift();
    if (oldest !== undefined) this.#options.trader.cancel(oldest, at);
  }
}
