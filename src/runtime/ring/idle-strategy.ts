/**
 * What a loop does when it has nothing: park on its doorbell, or spin.
 *
 * A spinner polls for a while by plain loads, then gives its event loop a turn, and comes back. Its
 * bell says AWAKE all the time, so no writer rings it. It spins only while it holds a token and
 * every runnable worker has a core; else it parks like any other.
 *
 * A poll is a hint and a turn confirms it. So a poll that the compiler had made blind would cost
 * time, as each turn of the event loop looks by atomic loads, and never a message.
 */
import { attachLines } from "./lines.ts";
import { hasCoreForEach, releaseSpinToken, takeSpinToken } from "./spin-tokens.ts";

/** As an actor's file names them. */
export const IDLE_STRATEGIES = ["park", "spin"] as const;

export type IdleStrategy = (typeof IDLE_STRATEGIES)[number];

/** From one turn of the event loop to the next while it spins: longer than a wake-up. Nanoseconds. */
const SPIN_NS = 50_000;
/** Between two looks at the clock, which costs as much as a poll. */
const POLLS_A_LOOK = 8;

export class Spinner {
  readonly #words: Int32Array;
  readonly #line: number;
  readonly #clock: () => number;
  #holds = false;

  /**
   * @param line Bell line of the worker, 0 to 127.
   * @param clock Monotonic nanoseconds.
   */
  constructor(lines: SharedArrayBuffer, line: number, clock: () => number) {
    this.#words = attachLines(lines);
    this.#line = line;
    this.#clock = clock;
  }

  /** Whether to spin now, until {@link deadline}. Takes a token if there is one. */
  maySpin(): boolean {
    // Also when it held one: main may have taken it away.
    this.#holds = takeSpinToken(this.#words, this.#line);
    return this.#holds && hasCoreForEach(this.#words);
  }

  /** When to give the event loop its turn. */
  deadline(): number {
    return this.#clock() + SPIN_NS;
  }

  /** Polls until `hasNews` or the deadline; true when there was news. */
  spin(deadlineNs: number, hasNews: () => boolean): boolean {
    do {
      for (let poll = 0; poll < POLLS_A_LOOK; poll += 1) {
        if (hasNews()) return true;
        // Also what keeps the compiler from reading the polled words once for ever.
        Atomics.pause();
      }
    } while (this.#clock() < deadlineNs);
    return false;
  }

  /** It does not want to spin any more: another one may. */
  release(): undefined {
    if (this.#holds) releaseSpinToken(this.#words, this.#line);
    this.#holds = false;
  }
}
