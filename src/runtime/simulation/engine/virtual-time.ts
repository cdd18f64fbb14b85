/** `Time` on the engine's clock: for the main thread of a simulated process, and for its actors. */
import type { EpochMicros } from "../../../core/brand.ts";
import { deadlineOn } from "../../../core/start-deadline.ts";
import type { Time } from "../../../core/time.ts";
import type { Owner } from "./agenda.ts";
import type { Engine } from "./engine.ts";

/** Wall time at the engine's zero: 2026-01-01. Microseconds since the epoch. */
const EPOCH_US = 1_767_225_600e6;

/** Wall time of all threads of a simulated machine: it may step. */
export class WallClock {
  /** Microseconds. */
  offsetUs = 0;
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  read(): EpochMicros {
    return Math.round(EPOCH_US + this.#engine.now / 1e3 + this.offsetUs) as EpochMicros;
  }
}

/** @param owner Whose time it is: nothing of it happens once he is dead. */
export function virtualTimeOf(engine: Engine, wall: WallClock, owner: Owner): Time {
  const after = (ms: number, run: () => void) => {
    engine.noteAsync();
    const entry = engine.laterAsync(ms * 1e6, owner, run);
    return () => {
      entry.run = null;
    };
  };
  // What was done in a turn has taken its time, though nobody else has seen it pass.
  const now = () => {
    const { busyUntil } = owner;
    return busyUntil > engine.now && busyUntil < Number.POSITIVE_INFINITY ? busyUntil : engine.now;
  };
  return {
    now,
    wall: () => wall.read(),
    deadline: (ms, onPassed) => deadlineOn({ now, after }, ms, onPassed),
    every(ms, run) {
      let cancel = after(ms, tick);
      return () => cancel();

      function tick(): void {
        cancel = after(ms, tick);
        run();
      }
    },
    sleep: (ms) => new Promise((resolve) => void after(ms, resolve)),
  };
}
