/**
 * Ctrl-C and its kin: the first signal asks for a stop in order, also while the desk still starts;
 * the second ends the process at once.
 *
 * One keypress may arrive twice: the terminal signals the whole group of processes, and the runner
 * above this one passes its own on. The same signal again
 * within half a second is that one; another kind is a second.
 */
import { monotonicNs } from "../../core/clock.ts";

const SIGNALS = [
  ["SIGINT", "interrupted", 130],
  ["SIGTERM", "terminated", 143],
] as const;

/** Milliseconds. */
const SAME_SIGNAL_MS = 500;

export type EndSignals = {
  /** Why the first signal asks for a stop. */
  readonly asked: Promise<string>;
  /** Signals do again what they did before. */
  ignore(): undefined;
};

/**
 * Listens for signals from now on.
 *
 * @param endNow Ends the process with this exit code.
 * @param nowMs Monotonic milliseconds.
 */
export function listenForSignals(
  endNow: (exit: number) => void,
  nowMs: () => number = () => monotonicNs() / 1e6,
): EndSignals {
  const asked = Promise.withResolvers<string>();
  let askedAtMs = Number.NaN;
  let askedBy = "";
  const listeners = SIGNALS.map(([signal, reason, exit]) => {
    const listener = () => {
      const isFirst = Number.isNaN(askedAtMs);
      const isSame = signal === askedBy && nowMs() - askedAtMs < SAME_SIGNAL_MS;
      if (!isFirst && !isSame) endNow(exit);
      if (isFirst) {
        askedAtMs = nowMs();
        askedBy = signal;
      }
      asked.resolve(reason);
    };
    process.on(signal, listener);
    return () => process.removeListener(signal, listener);
  });
  return {
    asked: asked.promise,
    ignore() {
      for (const remove of listeners) remove();
    },
  };
}
