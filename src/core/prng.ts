/**
 * Seeded random numbers (mulberry32): the same seed gives the same run. Not for secrets.
 *
 * Period 2^32; a stream a purpose, each with a seed of its own.
 */
import { assert } from "./assert.ts";

/** One stream of seeded numbers. */
export class Prng {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** Uniform in [0, 1), in steps of 2^-32. */
  unit(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Uniform integer in [low, high]. */
  between(low: number, high: number): number {
    assert(low <= high, `between takes low <= high: current values are ${low} and ${high}`);
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  /** One of `items`, which must not be empty. */
  pick<const Item>(items: readonly Item[]): Item {
    assert(items.length > 0, "pick takes at least one item");
    return items[this.between(0, items.length - 1)] as Item;
  }
}
