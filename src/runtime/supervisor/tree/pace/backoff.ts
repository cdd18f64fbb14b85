/**
 * The pause before each restart of one child: none before the first, then `min`, twice that, four
 * times that, never more than `max`. Half of a pause is fixed and half of it random.
 */

export class Backoff {
  readonly #minMs: number;
  readonly #maxMs: number;
  readonly #resetMs: number;
  #restarts = 0;

  /** @param resetMs A life this long counts as quiet; null is half of the sum of both bounds. */
  constructor([minMs, maxMs]: readonly [number, number], resetMs: number | null) {
    this.#minMs = minMs;
    this.#maxMs = maxMs;
    this.#resetMs = resetMs ?? (minMs + maxMs) / 2;
  }

  /** A life of the child has ended; after a quiet one the next restart is at once again. */
  lived(ms: number): undefined {
    if (ms >= this.#resetMs) this.reset();
  }

  reset(): undefined {
    this.#restarts = 0;
  }

  /**
   * Until the next restart. Whole milliseconds, within the cap.
   *
   * @param random Uniform in [0, 1).
   */
  next(random: number): number {
    const restarts = this.#restarts;
    this.#restarts += 1;
    if (restarts === 0) return 0;
    const wholeMs = Math.min(this.#maxMs, this.#minMs * 2 ** (restarts - 1));
    return Math.round(wholeMs / 2 + (wholeMs / 2) * random);
  }
}
