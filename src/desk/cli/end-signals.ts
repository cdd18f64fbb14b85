/**
 * Ctrl-C and its kin: the first signal asks for a stop in order, also while the desk still starts;
 * the second ends the process at once.
 */

const SIGNALS = [
  ["SIGINT", "interrupted", 130],
  ["SIGTERM", "terminated", 143],
] as const;

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
 */
export function listenForSignals(endNow: (exit: number) => void): EndSignals {
  const asked = Promise.withResolvers<string>();
  let isAsked = false;
  const listeners = SIGNALS.map(([signal, reason, exit]) => {
    const listener = () => {
      if (isAsked) endNow(exit);
      isAsked = true;
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
