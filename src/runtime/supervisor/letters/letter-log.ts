/**
 * How many dead letters are told of: the first few of a window, then none until it is over, and then
 * how many there were meanwhile. Pure, on the caller's clock.
 */

/** `MUTE`: it is told, and nothing more until the window is over. */
export type LetterVerdict = "TELL" | "MUTE" | "SUPPRESS";

/** One for a system: who floods it mutes the others too, and all of them are counted elsewhere. */
export class LetterLog {
  readonly #lettersMax: number;
  readonly #windowMs: number;
  #beganMs = Number.NEGATIVE_INFINITY;
  #told = 0;
  #suppressed = 0;

  /**
   * @param lettersMax Most of one window, at least 1.
   * @param windowMs From its first letter. Milliseconds.
   */
  constructor(lettersMax: number, windowMs: number) {
    this.#lettersMax = lettersMax;
    this.#windowMs = windowMs;
  }

  /** What becomes of a letter at `nowMs`. Call {@link takeSuppressed} first. */
  take(nowMs: number): LetterVerdict {
    if (this.#isOver(nowMs)) {
      this.#beganMs = nowMs;
      this.#told = 0;
    }
    if (this.#told >= this.#lettersMax) {
      this.#suppressed += 1;
      return "SUPPRESS";
    }
    this.#told += 1;
    return this.#told === this.#lettersMax ? "MUTE" : "TELL";
  }

  /** How many of a window that is over were not told of; 0 but for the first call after it. */
  takeSuppressed(nowMs: number): number {
    if (!this.#isOver(nowMs)) return 0;
    const suppressed = this.#suppressed;
    this.#suppressed = 0;
    return suppressed;
  }

  #isOver(nowMs: number): boolean {
    return !(nowMs - this.#beganMs < this.#windowMs);
  }
}
