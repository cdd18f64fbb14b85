/** A momentum trader: buys what rose and sells what fell, then waits. */
import type { HouseTrader } from "../house-trader.ts";
import type { Agent, Turn } from "./agent.ts";

export type MomentumTraderOptions = {
  readonly trader: HouseTrader;
  /** Turns that it looks back. */
  readonly lookback: number;
  /** Move of the last price that it acts on. 1e-8 of the quote asset. */
  readonly threshold: number;
  /** 1e-8 of the base asset. */
  readonly size: number;
};

export class MomentumTrader implements Agent {
  readonly #options: MomentumTraderOptions;
  readonly #prices: number[];
  #restsUntil = 0;

  constructor(options: MomentumTraderOptions) {
    this.#options = options;
    this.#prices = new Array<number>(options.lookback).fill(Number.NaN);
  }

  act({ step, at }: Turn): undefined {
    const { trader, lookback, threshold, size } = this.#options;
    const place = step % lookback;
    const before = this.#prices[place] ?? Number.NaN;
    const last = trader.lastPrice;
    this.#prices[place] = last;
    const move = last - before;
    if (step < this.#restsUntil || !(Math.abs(move) >= threshold)) return;
    this.#restsUntil = step + lookback;
    const side = move > 0 ? "BUY" : "SELL";
    trader.take(side, last + Math.sign(move) * threshold, size, at);
  }
}
