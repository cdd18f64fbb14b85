/**
 * Ctrl-C and its kin: the first signal asks for a stop in order, also while the desk still starts;
 * the second asks for haste: no waits any more, but every order that is to be cancelled is.
 *
 * One keypress may arrive twice: the terminal signals the whole group of processes, and the guard
 * and the runner above this process pass their own on. The same signal again within half a second is
 * that one; another kind is a second. A terminal that closes is nobody's haste.
 */
import { monotonicNs } from "../../core/clock.ts";

const SIGNALS = [
  ["SIGINT", "interrupted"],
  ["SIGTERM", "terminated"],
  ["SIGHUP", "hung up"],
] as const;

/** Milliseconds. */
const SAME_SIGNAL_MS = 500;

export type EndSignals = {
  /** Why the first signal asks for a stop. */
  readonly asked: Promise<string>;
  /** Whether somebody asked already. */
  readonly wasAsked: boolean;
  /** Resolves when somebody asks a second time. */
  readonly hurried: Promise<undefined>;
  /** Asks for a stop as a first signal does: whoever started this process is gone. */
  ask(reason: string): undefined;
  /** Signals do again what they did before. */
  ignore(): undefined;
};

/**
 * Listens for signals from now on.
 *
 * @param nowMs Monotonic milliseconds.
 */
export function listenForSignals(nowMs: () => number = () => monotonicNs() / 1e6): EndSignals {
  const asked = Promise.withResolvers<string>();
  const hurried = Promise.withResolvers<undefined>();
  let wasAsked = false;
  const ask = (reason: string): undefined => {
    wasAsked = true;
    asked.resolve(reason);
  };
  let askedAtMs = Number.NaN;
  let askedBy = "";
  const listeners = SIGNALS.map(([signal, reason]) => {
    const listener = () => {
      const isFirst = Number.isNaN(askedAtMs);
      const isSame = signal === askedBy && nowMs() - askedAtMs < SAME_SIGNAL_MS;
      if (!isFirst && !isSame && signal !== "SIGHUP") hurried.resolve(undefined);
      if (isFirst) {
        askedAtMs = nowMs();
        askedBy = signal;
      }
      ask(reason);
    };
    process.on(signal, listener);
    return () => process.removeListener(signal, listener);
  });
  return {
    asked: asked.promise,
    hurried: hurried.promise,
    ask,
    get wasAsked() {
      return wasAsked;
    },
    ignore() {
      for (const remove of listeners) remove();
    },
  };
}
