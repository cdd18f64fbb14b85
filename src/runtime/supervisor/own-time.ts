/**
 * Main's own time: it stands still while main is blocked or the machine sleeps, so what is due by it
 * comes only after main had a look at what came meanwhile. Pure.
 */
export class OwnTime {
  readonly #gapMsMax: number;
  #lastMs = Number.NaN;
  #ownMs = 0;

  /** @param gapMsMax It is read at least that often; what lies beyond was a delay. Milliseconds. */
  constructor(gapMsMax: number) {
    this.#gapMsMax = gapMsMax;
  }

  /**
   * Returns own milliseconds, from 0 at the first reading.
   *
   * @param nowMs Monotonic milliseconds.
   */
  read(nowMs: number): number {
    const gapMs = nowMs - this.#lastMs;
    if (gapMs > 0) this.#ownMs += Math.min(gapMs, this.#gapMsMax);
    this.#lastMs = nowMs;
    return this.#ownMs;
  }
}
