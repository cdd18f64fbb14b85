/**
 * Which of several messages comes first. A schedule is the choices of one run; after a run it says what
 * else could have been chosen, so that all runs can be played, each once.
 */
import type { Prng } from "../../../../../../../src/core/prng.ts";

export class Schedule {
  readonly #prefix: readonly number[];
  readonly #random: Prng | null;
  /** What was chosen, and among how many. */
  readonly taken: { readonly choice: number; readonly of: number }[] = [];

  /** @param random Chooses behind the prefix; null: the first of each. */
  constructor(prefix: readonly number[] = [], random: Prng | null = null) {
    this.#prefix = prefix;
    this.#random = random;
  }

  /** One of 0 to `of` - 1. */
  pick(of: number): number {
    if (of <= 1) return 0;
    const given = this.#prefix[this.taken.length];
    const choice = given ?? (this.#random === null ? 0 : this.#random.between(0, of - 1));
    this.taken.push({ choice, of });
    return choice;
  }

  /** The next schedule in order, of all that there are; null behind the last. */
  next(): Schedule | null {
    const prefix = this.taken.slice();
    for (let last = prefix.pop(); last !== undefined; last = prefix.pop()) {
      if (last.choice + 1 >= last.of) continue;
      return new Schedule([...prefix.map(({ choice }) => choice), last.choice + 1]);
    }
    return null;
  }
}
