/**
 * Rolling z-score: how many standard deviations the newest of the last values is from their mean.
 *
 * It is computed from the window itself whenever it is asked for, with the window's oldest value as
 * origin: nothing accumulates, so nothing drifts, and a window of equal values has no deviation,
 * exactly. The cost is about a nanosecond a value, paid once after each push.
 */
import { assert } from "../../core/assert.ts";

/** The window; made by {@link zScore}. */
export class ZScore {
  readonly #window: Float64Array;
  #pushed = 0;
  #cached = Number.NaN;
  #isFresh = false;

  constructor(size: number, values: readonly number[] = []) {
    assert(Number.isInteger(size) && size >= 2, "a window holds at least two values");
    this.#window = new Float64Array(size);
    for (const value of values) this.push(value);
  }

  get size(): number {
    return this.#window.length;
  }

  /** How many values the window holds. */
  get count(): number {
    return Math.min(this.#pushed, this.#window.length);
  }

  get isFull(): boolean {
    return this.#pushed >= this.#window.length;
  }

  /** The z-score of the newest value. NaN until the window is full, and while all are equal. */
  get value(): number {
    if (!this.#isFresh) {
      this.#cached = this.isFull ? this.#compute() : Number.NaN;
      this.#isFresh = true;
    }
    return this.#cached;
  }

  /** What the window holds, oldest first: the snapshot that `zScore` takes. */
  get values(): number[] {
    return Array.from({ length: this.count }, (_, index) => this.#at(index));
  }

  /** Takes the next value. One that is not finite is not taken. */
  push(value: number): undefined {
    if (!Number.isFinite(value)) return;
    this.#window[this.#pushed % this.#window.length] = value;
    this.#pushed += 1;
    this.#isFresh = false;
  }

  #compute(): number {
    const { length } = this.#window;
    const origin = this.#at(0);
    let sum = 0;
    for (const value of this.#window) sum += value - origin;
    const mean = sum / length;
    let squares = 0;
    for (const value of this.#window) squares += (value - origin - mean) ** 2;
    const deviation = Math.sqrt(squares / (length - 1));
    return deviation > 0 ? (this.#at(length - 1) - origin - mean) / deviation : Number.NaN;
  }

  /** Value at `index` from the oldest. */
  #at(index: number): number {
    const { length } = this.#window;
    return this.#window[(this.#pushed - this.count + index) % length] ?? Number.NaN;
  }
}

/**
 * Returns the rolling z-score of the last `size` values, going on from `values` where there is a
 * snapshot of one: `(newest - mean) / sample standard deviation`.
 *
 * @example
 * ```ts
 * zScore(3, [1, 2, 3]).value; // => 1
 * zScore(3, [9, 1, 2, 3]).values; // => [1, 2, 3]
 * zScore(3, [1, 2]).value; // => Number.NaN
 * zScore(3, [5, 5, 5]).value; // => Number.NaN
 * ```
 */
export function zScore(size: number, values?: readonly number[] | undefined): ZScore {
  return new ZScore(size, values);
}
