/**
 * How much of the machine others use while a bench runs: all that its processors did, less what
 * this process and its children did, living and ended. Two busy threads on two cores leave no room
 * for a third, so a figure taken beside other work says little of what was measured.
 *
 * Bias: what a hypervisor took away (`steal`) counts as other load, and so does what a child of a
 * child does until both have ended.
 */
import { readdirSync, readFileSync } from "node:fs";
import { monotonicNs } from "../../src/core/clock.ts";

/** Linux counts processor time for programs in hundredths of a second, on every machine. */
const TICKS_A_SECOND = 100;
/** Places in the text of a process behind its name: user, system, and the same of its children. */
const OWN_PLACES = [11, 12, 13, 14] as const;
/** Of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal. */
const BUSY_PLACES = [0, 1, 2, 5, 6, 7] as const;

/** Processor time until one moment. Ticks; nanoseconds. */
export type LoadReading = {
  readonly busyTicks: number;
  readonly ownTicks: number;
  readonly at: number;
};

/** Ticks in which some processor did something, from the text of `/proc/stat`. NaN without them. */
export function busyTicksOf(text: string): number {
  const line = /^cpu\s+(.+)$/m.exec(text)?.[1];
  if (line === undefined) return Number.NaN;
  return sumAt(line.trim().split(/\s+/), BUSY_PLACES);
}

/** Ticks of a process and its ended children, from the text of `/proc/<pid>/stat`. */
export function ownTicksOf(text: string): number {
  // A name may hold anything, so the fields are counted from its closing bracket.
  const end = text.lastIndexOf(")");
  if (end < 0) return Number.NaN;
  return sumAt(
    text
      .slice(end + 1)
      .trim()
      .split(/\s+/),
    OWN_PLACES,
  );
}

/** Cores that others kept busy between two readings, at least 0. NaN when one is unknown. */
export function otherCores(before: LoadReading, after: LoadReading): number {
  const seconds = (after.at - before.at) / 1e9;
  if (!(seconds > 0)) return Number.NaN;
  const ticks = after.busyTicks - before.busyTicks - (after.ownTicks - before.ownTicks);
  return Math.max(0, ticks / TICKS_A_SECOND / seconds);
}

/** The present reading; its ticks are NaN where the system has no `/proc`. */
export function readLoad(): LoadReading {
  return {
    busyTicks: busyTicksOf(textOf("/proc/stat")),
    ownTicks: ownTicksOf(textOf("/proc/self/stat")) + livingChildrenTicks(),
    at: monotonicNs(),
  };
}

/** Ticks of the children that live now: what one did is this process's own only once it has ended. */
function livingChildrenTicks(): number {
  let ticks = 0;
  for (const pid of processIds()) {
    const text = textOf(`/proc/${pid}/stat`);
    if (parentOf(text) === process.pid) ticks += ownTicksOf(text);
  }
  return ticks;
}

function processIds(): readonly string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Of a process, from the text of `/proc/<pid>/stat`. NaN when it is gone. */
function parentOf(text: string): number {
  const [, parent] = /^.*\) \S (\d+) /s.exec(text) ?? [];
  return Number(parent ?? Number.NaN);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function sumAt(fields: readonly string[], places: readonly number[]): number {
  return places.reduce((sum, place) => sum + Number(fields[place] ?? Number.NaN), 0);
}
