/** How often an address may connect: so many attempts in windows of five minutes on the clock. */

const WINDOW_US = 300_000_000;

/** Attempts of an address in one window, on the venue's own site. */
export const CONNECTIONS_MAX = 300;

export class ConnectionLimit {
  readonly #max: number;
  /** Of the window that runs: the next one begins with nothing. */
  readonly #attempts = new Map<string, number>();
  #window = Number.NaN;

  constructor(max: number = CONNECTIONS_MAX) {
    this.#max = max;
  }

  /** Counts an attempt; false: it is one too many, and is answered with 429. */
  admit(ip: string, at: number): boolean {
    const window = Math.floor(at / WINDOW_US);
    if (window !== this.#window) {
      this.#window = window;
      this.#attempts.clear();
    }
    const attempts = (this.#attempts.get(ip) ?? 0) + 1;
    this.#attempts.set(ip, attempts);
    return attempts <= this.#max;
  }
}
