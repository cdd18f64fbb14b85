/** The timers of one simulated incarnation, late as real ones are. */
import type { Timers } from "../../actor/timers.ts";
import type { IoPort } from "../../io/io.ts";
import type { Entry, Owner } from "../engine/agenda.ts";
import type { Engine } from "../engine/engine.ts";

/** Timers of an event loop are precise to a millisecond. Nanoseconds. */
const LATE_NS_MAX = 1_000_000;

export class SimulatedTimers implements Timers {
  readonly #engine: Engine;
  readonly #owner: Owner;
  readonly #port: IoPort;
  readonly #lateNsMax: number;
  readonly #pending = new Set<Entry>();
  #isClosed = false;

  /** @param lateNsMax How late a timer may be. Nanoseconds. */
  constructor(engine: Engine, owner: Owner, port: IoPort, lateNsMax = LATE_NS_MAX) {
    this.#lateNsMax = lateNsMax;
    this.#engine = engine;
    this.#owner = owner;
    this.#port = port;
  }

  after(ms: number, then: () => undefined): undefined {
    this.#in(ms <= 0 ? 0 : this.#lateNs(ms), () => this.#port.complete(then));
  }

  every(ms: number, then: () => undefined): undefined {
    let waiting = false;
    const tick = () => {
      this.#in(this.#lateNs(ms), tick);
      if (waiting) return;
      waiting = true;
      this.#port.complete(() => {
        waiting = false;
        return then();
      });
    };
    this.#in(this.#lateNs(ms), tick);
  }

  close(): undefined {
    this.#isClosed = true;
    for (const entry of this.#pending) entry.run = null;
    this.#pending.clear();
  }

  #lateNs(ms: number): number {
    return ms * 1e6 + this.#engine.random.between(0, this.#lateNsMax);
  }

  #in(ns: number, run: () => void): undefined {
    if (this.#isClosed) return;
    const entry = this.#engine.later(ns, this.#owner, () => {
      this.#pending.delete(entry);
      run();
    });
    this.#pending.add(entry);
  }
}
