/** What is to leave a connection, now or later. At one time it leaves in the order in which it was put. */
import type { SocketOutlet } from "./socket-outlet.ts";

type Waiting = { readonly frame: string; readonly dueAt: number };

export class Outbox {
  readonly #outlet: SocketOutlet;
  /** Soonest first. */
  readonly #waiting: Waiting[] = [];

  constructor(outlet: SocketOutlet) {
    this.#outlet = outlet;
  }

  /** When the next frame leaves. Wall microseconds; infinite when none waits. */
  get nextAt(): number {
    return this.#waiting[0]?.dueAt ?? Number.POSITIVE_INFINITY;
  }

  /** @param delayUs From `at`; 0: it leaves at once, before what waits. */
  put(frame: string, at: number, delayUs: number): undefined {
    if (!(delayUs > 0)) {
      this.#outlet.text(frame);
      return;
    }
    const dueAt = at + delayUs;
    const behind = this.#waiting.findIndex((other) => other.dueAt > dueAt);
    this.#waiting.splice(behind === -1 ? this.#waiting.length : behind, 0, { frame, dueAt });
  }

  tick(at: number): undefined {
    while (this.nextAt <= at) {
      const next = this.#waiting.shift();
      if (next !== undefined) this.#outlet.text(next.frame);
    }
  }

  /** The connection has ended: what waits never leaves. */
  clear(): undefined {
    this.#waiting.length = 0;
  }
}
