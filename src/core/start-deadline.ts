/**
 * A deadline in this thread's own undelayed time. While the thread is blocked or the machine sleeps it
 * stands still: what came meanwhile is looked at before anybody is called late.
 */
import { monotonicNs } from "./clock.ts";

/** A slice that took more than twice as long was a delay of the thread. Milliseconds. */
const SLICE_MS = 50;

/** What a deadline is measured by. */
export type Ticking = {
  /** Nanoseconds, monotonic. */
  now(): number;
  /** Runs `run` after `ms`. Returns what cancels it. */
  after(ms: number, run: () => void): () => void;
};

const THREAD: Ticking = {
  now: monotonicNs,
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Runs `onPassed` after `ms`. Returns what cancels it. */
export function startDeadline(ms: number, onPassed: () => void): () => void {
  return deadlineOn(THREAD, ms, onPassed);
}

/** {@link startDeadline} by another clock. */
export function deadlineOn(ticking: Ticking, ms: number, onPassed: () => void): () => void {
  let leftMs = ms;
  let isSpared = false;
  let cancel = arm();

  function arm(): () => void {
    const sliceMs = Math.min(leftMs, SLICE_MS);
    const startedMs = ticking.now() / 1e6;
    return ticking.after(sliceMs, () => {
      const elapsedMs = ticking.now() / 1e6 - startedMs;
      leftMs -= sliceMs;
      // Behind a delay, what came meanwhile is looked at first: once, or a slow thread never ends it.
      if (!(leftMs > 0) && !isSpared && !(elapsedMs <= sliceMs + SLICE_MS)) {
        isSpared = true;
        leftMs = SLICE_MS;
      }
      if (leftMs > 0) cancel = arm();
      else onPassed();
    });
  }

  return () => cancel();
}
