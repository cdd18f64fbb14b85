/** Someone with a large order: it comes seldom, and is traded in slices, one every few steps. */
import type { Prng } from "../../../../../core/prng.ts";
import type { Side } from "../../exchange/words.ts";
import type { HouseTrader } from "../house-trader.ts";
import type { Agent, Turn } from "./agent.ts";

export type OrderSlicerOptions = {
  readonly trader: HouseTrader;
  readonly prng: Prng;
  /** Of a slice. 1e-8 of the base asset. */
  readonly size: number;
  /** Furthest from the price that a slice takes. 1e-8 of the quote asset. */
  readonly reach: number;
};

/** Chance of a large order in a step without one: about every three minutes of 100 ms. */
const CHANCE = 1 / 2_000;
const STEPS_PER_SLICE = 5;

export class OrderSlicer implements Agent {
  readonly #options: OrderSlicerOptions;
  #side: Side = "BUY";
  #slices = 0;

  constructor(options: OrderSlicerOptions) {
    this.#options = options;
  }

  act({ step, at, price }: Turn): undefined {
    const { trader, prng, size, reach } = this.#options;
    if (this.#slices === 0) {
      if (prng.unit() >= CHANCE) return;
      this.#side = prng.pick(["BUY", "SELL"]);
      this.#slices = prng.between(20, 120);
    }
    if (step % STEPS_PER_SLICE !== 0) return;
    this.#slices -= 1;
    const limit = price + (this.#side === "BUY" ? reach : -reach);
    trader.take(this.#side, limit, size, at);
  }
}
