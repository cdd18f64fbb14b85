/**
 * What a symbol is worth, which only its makers know: a walk with a slow drift, pulled back towards
 * where it began, and pushed by those who take.
 *
 * Bias: the pull makes it milder than a market; no jump happens but on demand.
 */
import type { Prng } from "../../../../../core/prng.ts";
import { ATOMS_PER_UNIT } from "../../exchange/words.ts";
import type { MarketProfile } from "./market-profile.ts";

/** Chance that the drift changes in a step: once in 500. */
const DRIFT_CHANGE = 1 / 500;
/** Part of the way back to the start that a step goes: half of it in 23 minutes of 100 ms. */
const PULL = 1 / 20_000;
const UNIT = Number(ATOMS_PER_UNIT);

export class FairValue {
  readonly #profile: MarketProfile;
  readonly #prng: Prng;
  #price: number;
  #drift = 0;

  constructor(profile: MarketProfile, prng: Prng) {
    this.#profile = profile;
    this.#prng = prng;
    this.#price = profile.price;
  }

  /** 1e-8 of the quote asset, a whole number, never below one unit of the profile. */
  get price(): number {
    return this.#price;
  }

  step(): undefined {
    const { unit, walk, price } = this.#profile;
    const prng = this.#prng;
    const half = (walk * unit) | 0;
    if (prng.unit() < DRIFT_CHANGE) this.#drift = prng.between(-half, half) / 8;
    const walked = prng.between(-half, half) + prng.between(-half, half);
    this.#move(walked + this.#drift + (price - this.#price) * PULL);
  }

  /** @param bought What takers bought less what they sold. 1e-8 of the base asset. */
  push(bought: number): undefined {
    this.#move((bought / UNIT) * this.#profile.impact * this.#profile.unit);
  }

  #move(by: number): undefined {
    this.#price = Math.max(this.#profile.unit, this.#price + Math.round(by));
  }
}
