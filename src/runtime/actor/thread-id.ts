/**
 * The number by which the operating system knows this thread.
 *
 * Linux shows each thread by it under `/proc/self/task`, whoever looks: so main can see what a thread
 * does that does not answer. A thread's name would not do, since it is cut to 15 characters.
 */
import { readlinkSync } from "node:fs";

/** On Linux the id of the thread that calls, else 0. */
export function threadId(): number {
  try {
    // Each thread that reads this link is shown its own.
    return Number(/\d+$/.exec(readlinkSync("/proc/thread-self"))?.[0] ?? 0);
  } catch {
    return 0;
  }
}
