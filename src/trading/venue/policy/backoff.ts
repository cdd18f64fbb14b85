/**
 * How long to wait before the next attempt to connect: exponential, with full jitter, so that many
 * clients that lost one server do not come back together.
 *
 * The n-th wait in a row, from 0, is uniform in `[0, min(capMs, baseMs * 2^n)]`: the jitter is under
 * the cap, never on top of it. A connection that was up for `stableMs` starts the count anew; one
 * that comes and goes does not. Pure: clock and randomness are the caller's.
 */
import { assert } from "../../../core/assert.ts";

/** The bounds of the waits. */
export type BackoffPolicy = {
  /** Positive. Milliseconds. */
  readonly baseMs: number;
  /** At least `baseMs`. Milliseconds. */
  readonly capMs: number;
  /** Milliseconds. */
  readonly stableMs: number;
};

/** Plain data. */
export type BackoffState = {
  /** Waits in a row, since the last connection that was stable. */
  readonly waits: number;
  /** When the connection came up, on the caller's clock. NaN while there is none. Milliseconds. */
  readonly upSinceMs: number;
};

/** The state before the first attempt. */
export const NO_BACKOFF: BackoffState = { waits: 0, upSinceMs: Number.NaN };

/** Returns the state once a connection is up. */
export function backoffUp(state: BackoffState, nowMs: number): BackoffState {
  return { ...state, upSinceMs: nowMs };
}

/**
 * Returns how long to wait after an attempt failed or a connection was lost, and the state then.
 *
 * @param moment `nowMs` on the clock of {@link backoffUp}; `unit` uniform in [0, 1).
 *
 * @example
 * ```ts
 * const policy = { baseMs: 100, capMs: 10_000, stableMs: 5_000 };
 * const state = { waits: 3, upSinceMs: 0 };
 * nextBackoff(policy, state, { nowMs: 1_000, unit: 0.5 }).delayMs; // => 400
 * nextBackoff(policy, state, { nowMs: 5_000, unit: 0.5 }).delayMs; // => 50
 * ```
 */
export function nextBackoff(
  policy: BackoffPolicy,
  state: BackoffState,
  moment: { readonly nowMs: number; readonly unit: number },
): { readonly delayMs: number; readonly state: BackoffState } {
  const { baseMs, capMs, stableMs } = policy;
  assert(baseMs > 0 && capMs >= baseMs, "a backoff has 0 < baseMs <= capMs");
  assert(moment.unit >= 0 && moment.unit < 1, "a jitter is drawn from [0, 1)");
  const wasStable = moment.nowMs - state.upSinceMs >= stableMs;
  const waits = wasStable ? 0 : state.waits;
  const delayMs = moment.unit * Math.min(capMs, baseMs * 2 ** waits);
  return { delayMs, state: { waits: waits + 1, upSinceMs: Number.NaN } };
}
