/** Whether a process that a file names still runs: its number alone may be another's by now. */
import { readFileSync, readlinkSync } from "node:fs";

/** A process, so that it is not taken for a later one of its number. */
export type ProcessMark = {
  readonly pid: number;
  /** When the system started it, in its own unit; null where that cannot be read. */
  readonly startTicks: number | null;
  /** PID namespace in which it has its number; null where systems have none. */
  readonly namespace?: string | null;
};

/** Fields of `/proc/<pid>/stat` behind the name: the state is the first of them. */
const START_FIELD = 19;
const DEAD_STATES = ["Z", "X"];

/** The mark of this process. */
export function ownMark(): ProcessMark {
  const { pid } = process;
  return { pid, startTicks: readStat(pid)?.startTicks ?? null, namespace: readNamespace() };
}

/** Whether the process has its number in another PID namespace: here that says nothing about it. */
export function isForeign({ namespace = null }: ProcessMark): boolean {
  const own = readNamespace();
  return namespace !== null && own !== null && namespace !== own;
}

/** Whether the process, which is of this namespace, lives. One that has ended and that nobody has waited for does not. */
export function isAlive({ pid, startTicks }: ProcessMark): boolean {
  if (!hasProcess(pid)) return false;
  const stat = readStat(pid);
  // Not Linux: a process of this number is taken for the one that is meant.
  if (stat === null) return true;
  if (DEAD_STATES.includes(stat.state)) return false;
  return startTicks === null || startTicks === stat.startTicks;
}

/** Name of this boot of the system, which a pid says nothing without; null where it has none. */
export function readBootId(): string | null {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return null;
  }
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function readNamespace(): string | null {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return null;
  }
}

function readStat(pid: number): { state: string; startTicks: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name stands in brackets and may hold anything.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", startTicks: Number(fields[START_FIELD]) };
  } catch {
    return null;
  }
}
