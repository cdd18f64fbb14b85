/** Faults by chance: of each 1,000 things that a kind could act on, it acts on as many as it is told. */
import { Prng } from "../../../../core/prng.ts";
import type { ChanceFaultKind } from "./fault.ts";

/** Of 1,000; what is not said never happens. */
export type FaultRates = Partial<Readonly<Record<ChanceFaultKind, number>>>;

const PER_MILLE = 1_000;

export class SeededFaults {
  readonly seed: number;
  readonly rates: FaultRates;
  readonly #prng: Prng;

  constructor(seed: number, rates: FaultRates) {
    this.seed = seed;
    this.rates = rates;
    this.#prng = new Prng(seed);
  }

  /** Draws once. Null: nothing happens. The draws follow each other as what is asked does. */
  draw<Kind extends ChanceFaultKind>(kinds: readonly Kind[]): Kind | null {
    let number = this.#prng.between(0, PER_MILLE - 1);
    for (const kind of kinds) {
      number -= this.rates[kind] ?? 0;
      if (number < 0) return kind;
    }
    return null;
  }

  /** Uniform integer in [low, high]. */
  between(low: number, high: number): number {
    return this.#prng.between(low, high);
  }

  pick<const Item>(items: readonly Item[]): Item {
    return this.#prng.pick(items);
  }
}
