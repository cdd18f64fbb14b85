/**
 * Whether the runner that started this process is still there. `bun run --shell=bun` and npm die of
 * a signal without passing it on: what they ran is an orphan, and must notice by itself.
 *
 * Without a runner the parent is a shell or a service manager, and its end means nothing: who
 * detaches a desk does so on purpose, and a terminal that closes sends SIGHUP.
 */
import { readFileSync } from "node:fs";

/** Who is whose parent. */
type Link = { readonly pid: number; readonly parent: number };

/** What `/proc/<pid>/stat` says that we ask for. */
export type ProcessState = {
  readonly name: string;
  readonly state: string;
  readonly parent: number;
};

/** Shells that a runner puts between itself and what it runs. */
const SHELLS = ["sh", "dash", "bash", "busybox"];

/**
 * Returns a question: is the runner gone? Null without a runner.
 *
 * @param environment That of this process; a runner leaves its name in it.
 */
export function watchRunner(
  environment: Readonly<Record<string, string | undefined>>,
): (() => boolean) | null {
  if ((environment.npm_lifecycle_event ?? "") === "") return null;
  const links: Link[] = [{ pid: process.pid, parent: process.ppid }];
  const above = readProcess(process.ppid);
  if (above !== null && SHELLS.includes(above.name)) {
    links.push({ pid: process.ppid, parent: above.parent });
  }
  return () => links.some(({ pid, parent }) => parentOf(pid) !== parent);
}

function parentOf(pid: number): number | null {
  return pid === process.pid ? process.ppid : (readProcess(pid)?.parent ?? null);
}

/** Null where there is no such process, or no such file system. */
export function readProcess(pid: number): ProcessState | null {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return null;
  }
}

/**
 * Reads a line of `/proc/<pid>/stat`; the name may hold anything, parentheses too.
 *
 * ```ts
 * parseStat("7 (a) b) T 3 7 7") // => { name: "a) b", state: "T", parent: 3 }
 * ```
 */
export function parseStat(text: string): ProcessState | null {
  const [, name = "", state = "", parent = ""] = /^\d+ \((.*)\) (\S) (-?\d+) /s.exec(text) ?? [];
  return parent === "" ? null : { name, state, parent: Number(parent) };
}
