/** Several who trade, as one: whoever is next acts next, and of two at one time the first that was named. */
import type { FlashCrashOptions } from "../market/agents/flash-crash.ts";
import type { Traders } from "./spot-venue.ts";

export class Crowd implements Traders {
  readonly #all: readonly Traders[];

  constructor(all: readonly Traders[]) {
    this.#all = all;
  }

  get nextAt(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.#all.map(({ nextAt }) => nextAt));
  }

  advance(at: number, stepsMax: number): undefined {
    for (let steps = 0; steps < stepsMax; steps += 1) {
      const next = this.nextAt;
      const trader = this.#all.find(({ nextAt }) => nextAt === next);
      if (trader === undefined || !(next <= at)) return;
      trader.advance(next, 1);
    }
  }

  flashCrash(symbol: string, options: FlashCrashOptions): boolean {
    return this.#all.some((one) => one.flashCrash?.(symbol, options) === true);
  }
}
