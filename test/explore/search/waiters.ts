/** The waiters of `Atomics.waitAsync`: who waits on which word, and who was notified. */
import type { State } from "../model/state.ts";

/** A thread's next waiter begins to wait. */
export function addWaiter(state: State, location: number, thread: number): undefined {
  const ordinal = waitersMade(state, thread);
  state.waiters = [...state.waiters, { location, thread, ordinal }];
}

/** Notifies all that wait on a word, and returns how many. */
export function wakeWaiters(state: State, location: number): number {
  const woken = state.waiters.filter((waiter) => waiter.location === location);
  if (woken.length === 0) return 0;
  state.waiters = state.waiters.filter((waiter) => waiter.location !== location);
  const resolved = state.resolved.slice();
  for (const { thread, ordinal } of woken) {
    resolved[thread] = (resolved[thread] ?? 0) | (1 << ordinal);
  }
  state.resolved = resolved;
  return woken.length;
}

/** Whether a thread's waiter of that number was notified. */
export function isResolved(state: State, thread: number, ordinal: number): boolean {
  return (((state.resolved[thread] ?? 0) >>> ordinal) & 1) !== 0;
}

/** Waiting ones and notified ones. */
function waitersMade(state: State, thread: number): number {
  let count = state.waiters.filter((waiter) => waiter.thread === thread).length;
  for (let bits = state.resolved[thread] ?? 0; bits !== 0; bits &= bits - 1) count += 1;
  return count;
}
