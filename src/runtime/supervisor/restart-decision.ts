/**
 * The supervisor's one decision: a child has crashed; what now?
 *
 * The first restart is at once; each further one within the period waits twice as long, with jitter
 * inside the cap. At most `restartsMax` restarts lie in any window of `periodMs`: the next is
 * refused, and the child is quarantined or the supervisor gives up. A quiet period resets both.
 */
import type { ChildSpec } from "./child-spec.ts";

/** Times of the restarts that still count, oldest first. Monotonic milliseconds. */
export type RestartHistory = readonly number[];

/** What the supervisor does. `history` counts the restart that `afterMs` leads to. */
export type Directive =
  | { readonly kind: "RESTART"; readonly afterMs: number; readonly history: RestartHistory }
  | { readonly kind: "QUARANTINE" }
  | { readonly kind: "ESCALATE" };

/** When it happened, and after what. */
export type Crash = {
  readonly history: RestartHistory;
  /** On the clock of `history`. Milliseconds. */
  readonly nowMs: number;
  /** Uniform in [0, 1): the jitter. */
  readonly random: number;
};

/** Pure: on a restart the caller keeps the returned history and passes it back the next time. */
export function decideRestart(spec: ChildSpec, { history, nowMs, random }: Crash): Directive {
  const recent = history.filter((atMs) => nowMs - atMs < spec.periodMs);
  if (!(recent.length < spec.restartsMax)) {
    return { kind: spec.onExceeded === "escalate" ? "ESCALATE" : "QUARANTINE" };
  }
  const afterMs = pauseMs(spec, recent.length, random);
  return { kind: "RESTART", afterMs, history: [...recent, nowMs + afterMs] };
}

/** Half of it fixed and half of it random, never above the cap. */
function pauseMs({ backoffMs: [first, cap] }: ChildSpec, restarts: number, random: number): number {
  if (restarts === 0) return 0;
  const whole = Math.min(cap, first * 2 ** (restarts - 1));
  return Math.round(whole / 2 + (whole / 2) * random);
}
