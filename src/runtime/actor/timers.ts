/**
 * The timers of one incarnation. Each ends as a completion of the loop; closing drops them all, so
 * that no tick of an earlier life is ever delivered.
 *
 * This is a seam: the simulation puts a virtual clock behind the same two methods.
 */
import type { IoPort } from "../io/io.ts";

export type Timers = {
  /** Runs `then` once after `ms`, which may be 0. */
  after(ms: number, then: () => undefined): undefined;
  /** Runs `then` each `ms`. A tick that finds the last one still waiting is dropped. */
  every(ms: number, then: () => undefined): undefined;
  close(): undefined;
};

/** Timers of this thread's event loop. Precise to a millisecond or so. */
export class ThreadTimers implements Timers {
  readonly #port: IoPort;
  readonly #pending = new Set<ReturnType<typeof setTimeout>>();
  readonly #immediate = new Set<ReturnType<typeof setImmediate>>();
  readonly #periods: ReturnType<typeof setInterval>[] = [];

  constructor(port: IoPort) {
    this.#port = port;
  }

  after(ms: number, then: () => undefined): undefined {
    if (ms <= 0) return this.#soon(then);
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      this.#port.complete(then);
    }, ms);
    this.#pending.add(timer);
  }

  every(ms: number, then: () => undefined): undefined {
    let waiting = false;
    const tick = () => {
      if (waiting) return;
      waiting = true;
      this.#port.complete(() => {
        waiting = false;
        return then();
      });
    };
    this.#periods.push(setInterval(tick, ms));
  }

  close(): undefined {
    for (const timer of this.#pending) clearTimeout(timer);
    for (const soon of this.#immediate) clearImmediate(soon);
    for (const period of this.#periods) clearInterval(period);
    this.#pending.clear();
    this.#immediate.clear();
    this.#periods.length = 0;
  }

  /** The next turn of the event loop, not the next millisecond. */
  #soon(then: () => undefined): undefined {
    const soon = setImmediate(() => {
      this.#immediate.delete(soon);
      this.#port.complete(then);
    });
    this.#immediate.add(soon);
  }
}
