/**
 * Who trades on the exchange when nobody else does: a crowd a symbol, from a seed.
 *
 * Step k happens at `originUs + k * stepUs`, whenever it is that somebody calls: the orders, and so
 * the trades, depend on the seed and on what others ordered between two steps, and on no clock.
 */
import { assert } from "../../../../../core/assert.ts";
import type { Exchange } from "../../exchange/exchange.ts";
import type { FlashCrashOptions } from "./flash-crash.ts";
import type { MarketProfile } from "./market-profile.ts";
import { SymbolCrowd } from "./symbol-crowd.ts";

export type AgentMarketOptions = {
  readonly exchange: Exchange;
  /** 32 bits. */
  readonly seed: number;
  /** Time of step 0, which opens the books. Wall microseconds. */
  readonly originUs: number;
  /** 100,000 by default. */
  readonly stepUs?: number;
  readonly profiles: readonly MarketProfile[];
};

const STEP_US = 100_000;

export class AgentMarket {
  readonly #crowds: readonly SymbolCrowd[];
  readonly #originUs: number;
  readonly #stepUs: number;
  #steps = 0;

  /** @throws {AssertionError} When a profile is of a symbol that is not listed. */
  constructor({ exchange, seed, originUs, stepUs = STEP_US, profiles }: AgentMarketOptions) {
    assert(Number.isSafeInteger(stepUs) && stepUs > 0, "a step is whole microseconds, from 1");
    this.#originUs = originUs;
    this.#stepUs = stepUs;
    this.#crowds = profiles.map((profile) => {
      const rules = exchange.rulesOf(profile.symbol);
      assert(rules !== null, `a profile is of a listed symbol: ${profile.symbol} is not`);
      return new SymbolCrowd({ exchange, rules, profile, seed, at: originUs });
    });
  }

  /** Steps that were done. */
  get steps(): number {
    return this.#steps;
  }

  /** Time of the next step. Wall microseconds. */
  get nextAt(): number {
    return this.#originUs + this.#steps * this.#stepUs;
  }

  /**
   * Does the steps up to `at`, each at its own time, at most `stepsMax`.
   *
   * @returns How many. With `stepsMax`, there may be more: {@link nextAt} says.
   */
  advance(at: number, stepsMax: number = Number.POSITIVE_INFINITY): number {
    const before = this.#steps;
    while (this.nextAt <= at && this.#steps - before < stepsMax) {
      const time = this.nextAt;
      for (const crowd of this.#crowds) crowd.step(this.#steps, time);
      this.#steps += 1;
    }
    return this.#steps - before;
  }

  /** A crash that begins with the next step. False: nobody trades this symbol here. */
  flashCrash(symbol: string, options: FlashCrashOptions): boolean {
    const crowd = this.#crowds.find((one) => one.symbol === symbol);
    crowd?.crash(this.#steps, options);
    return crowd !== undefined;
  }
}
