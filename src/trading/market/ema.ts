/** Exponential moving average: each new value counts a fixed share, older ones ever less. */
import { assert } from "../../core/assert.ts";

/** How fast older values fade: a period as charts use it, or the pushes until half is forgotten. */
export type EmaFade = { readonly period: number } | { readonly halfLife: number };

/** The average; made by {@link ema}. */
export class Ema {
  readonly #share: number;
  #value: number;

  constructor(fade: EmaFade, value = Number.NaN) {
    const isFading = "period" in fade ? fade.period >= 1 : fade.halfLife > 0;
    assert(isFading, "an average fades: period >= 1, half-life > 0");
    this.#share = "period" in fade ? 2 / (fade.period + 1) : 1 - 0.5 ** (1 / fade.halfLife);
    this.#value = value;
  }

  /** The average: the first value until there are two, NaN before it. Also what to snapshot. */
  get value(): number {
    return this.#value;
  }

  /** Takes the next value, and returns the average. One that is not finite is not taken. */
  push(value: number): number {
    if (!Number.isFinite(value)) return this.#value;
    if (Number.isNaN(this.#value)) this.#value = value;
    else this.#value += this.#share * (value - this.#value);
    return this.#value;
  }
}

/**
 * Returns an exponential moving average, going on from `value` where there is a snapshot of one.
 *
 * `value += share * (next - value)`, where the share is `2 / (period + 1)` or
 * `1 - 0.5^(1 / halfLife)`; both are counted in values pushed.
 *
 * @example
 * ```ts
 * ema({ period: 3 }, 10).push(20); // => 15
 * ema({ halfLife: 1 }, 0).push(8); // => 4
 * ema({ period: 3 }).push(7); // => 7
 * ```
 */
export function ema(fade: EmaFade, value?: number | undefined): Ema {
  return new Ema(fade, value);
}
