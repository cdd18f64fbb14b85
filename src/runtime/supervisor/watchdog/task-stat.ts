/**
 * What Linux knows of one thread of this process: whether it runs, and how much processor it used.
 * It tells a loop that spins from a call that never comes back, without asking either.
 */
import { readFileSync } from "node:fs";

/** One look at a thread. */
export type TaskStat = {
  /** R runs, S sleeps, D waits for a device, T is stopped: proc(5) has all of them. */
  readonly state: string;
  /** Processor time that it has used in its life. Ticks of 10 ms. */
  readonly cpuTicks: number;
};

/** Linux shows processor times in hundredths of a second on every architecture that Bun runs on. */
const TICK_MS = 10;

/** Fields behind the name, counted from the state: user time and system time. */
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

/** Reads the line of `/proc/<pid>/task/<tid>/stat`; null when it is none. */
export function parseTaskStat(text: string): TaskStat | null {
  // The name of a thread stands in brackets, and may have spaces and brackets of its own.
  const fields = text
    .slice(text.lastIndexOf(")") + 1)
    .trim()
    .split(/\s+/);
  const [state = ""] = fields;
  const cpuTicks = Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS]);
  return /^[A-Za-z]$/.test(state) && cpuTicks >= 0 ? { state, cpuTicks } : null;
}

/** Looks at the thread `tid` of this process; null where that cannot be seen. */
export function readTaskStat(tid: number): TaskStat | null {
  if (!(tid > 0)) return null;
  try {
    return parseTaskStat(readFileSync(`/proc/self/task/${tid}/stat`, "utf8"));
  } catch {
    // Another system, or the thread has just ended.
    return null;
  }
}

/**
 * What a thread did between two looks, in a few words. Empty when nobody could look.
 *
 * @example
 * ```ts
 * doingBetween({ state: "R", cpuTicks: 7 }, { state: "R", cpuTicks: 31 }); // => "spinning (240 ms of processor time, state R)"
 * ```
 */
export function doingBetween(before: TaskStat | null, after: TaskStat | null): string {
  if (before === null || after === null) return "";
  const usedMs = (after.cpuTicks - before.cpuTicks) * TICK_MS;
  const { state } = after;
  if (usedMs > 0) return `spinning (${usedMs} ms of processor time, state ${state})`;
  // Ready to run and never run: the machine is short of processors, and not the actor at fault.
  if (state === "R") return "waiting for a processor (state R)";
  if (state === "T" || state === "t") return `stopped by a signal (state ${state})`;
  return `blocked (state ${state})`;
}
