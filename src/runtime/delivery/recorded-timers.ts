/** Timers that note which of them went off. */
import type { Timers } from "../actor/timers.ts";
import type { Tape } from "./tape.ts";

/** Returns timers that do as `timers` do. */
export function recordTimers(timers: Timers, tape: Tape): Timers {
  return {
    after(ms, then) {
      const number = tape.nextNumber();
      timers.after(ms, () => tape.during({ kind: "TIMER", number }, then));
    },
    every(ms, then) {
      const number = tape.nextNumber();
      timers.every(ms, () => tape.during({ kind: "TIMER", number }, then));
    },
    close: () => timers.close(),
  };
}
