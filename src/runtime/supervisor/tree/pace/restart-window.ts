/**
 * How many restarts lie in a sliding window: pure, on the caller's clock.
 *
 * Invariant: of the restarts that it admitted, at most `max` lie in any window of `periodMs`, both
 * its ends included. A restart counts from its decision on, also while it waits out a backoff.
 */

export class RestartWindow {
  readonly #max: number;
  readonly #periodMs: number;
  /** When the admitted restarts take place, oldest first. */
  #atMs: number[] = [];
  /** Those before it are out of every window to come. */
  #first = 0;

  constructor(max: number, periodMs: number) {
    this.#max = max;
    this.#periodMs = periodMs;
  }

  /**
   * Whether one more restart fits in; it is counted when it does.
   *
   * @param nowMs Never before that of an earlier call.
   * @param afterMs From now to the restart. At least 0.
   *
   * @example
   * ```ts
   * new RestartWindow(1, 500).admit(0, 0); // => true
   * new RestartWindow(0, 500).admit(0, 0); // => false
   * ```
   */
  admit(nowMs: number, afterMs: number): boolean {
    if (!this.hasRoom(nowMs)) return false;
    if (this.#first > this.#max) {
      this.#atMs = this.#atMs.slice(this.#first);
      this.#first = 0;
    }
    this.#insert(nowMs + afterMs);
    return true;
  }

  /** Whether one more restart would fit in; none is counted. */
  hasRoom(nowMs: number): boolean {
    while (
      this.#first < this.#atMs.length &&
      (this.#atMs[this.#first] ?? 0) < nowMs - this.#periodMs
    ) {
      this.#first += 1;
    }
    return this.#atMs.length - this.#first < this.#max;
  }

  /** Nearly always at the end: only another child's longer backoff lies behind it. */
  #insert(atMs: number): undefined {
    this.#atMs.push(atMs);
    let index = this.#atMs.length - 1;
    for (; index > this.#first; index -= 1) {
      const earlier = this.#atMs[index - 1] ?? 0;
      if (earlier <= atMs) break;
      this.#atMs[index] = earlier;
    }
    this.#atMs[index] = atMs;
  }
}
