/**
 * A deadline in this thread's own undelayed time. While the thread is blocked or the machine sleeps it
 * stands still: what came meanwhile is looked at before anybody is called late.
 */
import { monotonicNs } from "./clock.ts";

/** A slice that took more than twice as long was a delay of the thread. Milliseconds. */
const SLICE_MS = 50;

/** Runs `onPassed` after `ms`. Returns what cancels it. */
export function startDeadline(ms: number, onPassed: () => void): () => void {
  let leftMs = ms;
  let isSpared = false;
  let timer = arm();

  function arm(): ReturnType<typeof setTimeout> {
    const sliceMs = Math.min(leftMs, SLICE_MS);
    const startedMs = monotonicNs() / 1e6;
    return setTimeout(() => {
      const elapsedMs = monotonicNs() / 1e6 - startedMs;
      leftMs -= sliceMs;
      // Behind a delay, what came meanwhile is looked at first: once, or a slow thread never ends it.
      if (!(leftMs > 0) && !isSpared && !(elapsedMs <= sliceMs + SLICE_MS)) {
        isSpared = true;
        leftMs = SLICE_MS;
      }
      if (leftMs > 0) timer = arm();
      else onPassed();
    }, sliceMs);
  }

  return () => clearTimeout(timer);
}
