/**
 * How many of the calls of the last while failed: counts in a ring of ten slices of a window, on the
 * caller's monotonic clock. The oldest slice goes as a whole, so the window is 90 to 100 % of its length.
 */
import { assert } from "../../../core/assert.ts";

const SLICES = 10;

type Slice = { number: number; calls: number; failures: number };

/** The calls of a window. */
export class ErrorWindow {
  readonly #sliceNs: number;
  #slices: readonly Slice[] = emptySlices();

  /** @throws AssertionError when the window is not positive. Nanoseconds. */
  constructor(windowNs: number) {
    assert(windowNs > 0, "a window of errors is longer than nothing");
    this.#sliceNs = windowNs / SLICES;
  }

  /** Counts a call that ended at `now`. */
  add(wasOk: boolean, now: number): void {
    const number = this.#numberOf(now);
    const slice = this.#slices[((number % SLICES) + SLICES) % SLICES];
    assert(slice !== undefined, "a call ends at a finite moment");
    if (slice.number !== number) Object.assign(slice, { number, calls: 0, failures: 0 });
    slice.calls += 1;
    if (!wasOk) slice.failures += 1;
  }

  /** Returns the counts of the window that ends at `now`. */
  read(now: number): { readonly calls: number; readonly failures: number } {
    const newest = this.#numberOf(now);
    let calls = 0;
    let failures = 0;
    for (const slice of this.#slices) {
      if (slice.number <= newest - SLICES) continue;
      calls += slice.calls;
      failures += slice.failures;
    }
    return { calls, failures };
  }

  /** Forgets all calls. */
  clear(): void {
    this.#slices = emptySlices();
  }

  #numberOf(now: number): number {
    return Math.floor(now / this.#sliceNs);
  }
}

function emptySlices(): readonly Slice[] {
  return Array.from({ length: SLICES }, () => ({
    number: Number.NEGATIVE_INFINITY,
    calls: 0,
    failures: 0,
  }));
}
