/**
 * How long something that was published waits until it is done, seen by looks from outside: what was
 * published at one look and is not done at a later one has waited at least as long as lies between.
 */

export class Lateness {
  /** What must be done for the present wait to be over; null when nothing waits. */
  #mark: number | null = null;
  #sinceNs = 0;

  /**
   * Looks.
   *
   * @param published Sequence of the newest.
   * @param done Sequence up to which all is done.
   * @param nowNs Monotonic nanoseconds.
   * @returns Milliseconds; 0 when nothing waits.
   */
  look(published: number, done: number, nowNs: number): number {
    if (this.#mark !== null && done >= this.#mark) this.#mark = null;
    if (!(published > done)) return 0;
    if (this.#mark === null) {
      this.#mark = published;
      this.#sinceNs = nowNs;
    }
    return (nowNs - this.#sinceNs) / 1e6;
  }
}
