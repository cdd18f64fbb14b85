/** Times a loop in the thread that calls it: warmed up until it gets no faster, then timed. */
import { monotonicNs } from "../../src/core/clock.ts";

/** A part of the warm-up. The compiler works beside, on a thread of its own. */
const WINDOW_NS = 15e6;
/** So many windows in which none was faster by this share, and it is compiled for good. */
const WINDOWS_SAME = 5;
const FASTER_SHARE = 0.03;
const WINDOWS_MAX = 60;
const TIMED_NS = 20e6;
const SMALL_DIVISOR = 20;

export type TimedLoop = {
  readonly small: boolean;
  /** Messages of one call. */
  readonly perCall: number;
};

/** Nanoseconds a message. */
export function timeLoop(call: () => unknown, { small, perCall }: TimedLoop): number {
  const divisor = small ? SMALL_DIVISOR : 1;
  let best = Number.POSITIVE_INFINITY;
  let same = 0;
  for (let windows = 0; windows < WINDOWS_MAX && same < WINDOWS_SAME; windows += 1) {
    const nsACall = callFor(call, WINDOW_NS / divisor);
    same = nsACall < best * (1 - FASTER_SHARE) ? 0 : same + 1;
    best = Math.min(best, nsACall);
  }
  return callFor(call, TIMED_NS / divisor) / perCall;
}

/** Nanoseconds a call. */
function callFor(call: () => unknown, forNs: number): number {
  const startedAt = monotonicNs();
  let calls = 0;
  let nowNs = startedAt;
  while (nowNs - startedAt < forNs) {
    call();
    calls += 1;
    nowNs = monotonicNs();
  }
  return (nowNs - startedAt) / calls;
}
