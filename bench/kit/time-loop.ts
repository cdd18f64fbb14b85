/** Times a loop in the thread that calls it: warmed up until it is compiled for good, then timed. */
import { monotonicNs } from "../../src/core/clock.ts";

/** By calls and by time: the compiler works beside, on a thread of its own. */
const WARM_UP_CALLS = 100;
const WARM_UP_NS = 40e6;
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
  const warmUntil = monotonicNs() + WARM_UP_NS / divisor;
  for (let calls = 0; calls < WARM_UP_CALLS / divisor || monotonicNs() < warmUntil; calls += 1) {
    call();
  }
  const startedAt = monotonicNs();
  let calls = 0;
  let nowNs = startedAt;
  while (nowNs - startedAt < TIMED_NS / divisor) {
    call();
    calls += 1;
    nowNs = monotonicNs();
  }
  return (nowNs - startedAt) / (calls * perCall);
}
