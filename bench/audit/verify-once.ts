/**
 * Verifies the log in the folder that is its argument, in a process of its own, and prints how fast it
 * was and how much memory the process has had at most. Not by `resourceUsage`: there a child begins
 * with what its parent has.
 */
import { readFileSync } from "node:fs";
import { verifyLog } from "../../src/desk/audit-verify/verify-log.ts";

/** What it prints, as JSON. */
export type VerifiedOnce = {
  readonly exit: number;
  readonly bytes: number;
  readonly seconds: number;
  /** MiB; null where the system does not tell. */
  readonly peakMib: number | null;
};

const startedAt = Bun.nanoseconds();
const { exit, bytes } = verifyLog(process.argv[2] ?? "");
const seconds = (Bun.nanoseconds() - startedAt) / 1e9;
const found: VerifiedOnce = { exit, bytes, seconds, peakMib: peakMib() };
process.stdout.write(JSON.stringify(found));

function peakMib(): number | null {
  if (process.platform !== "linux") return null;
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return kib === undefined ? null : Number(kib) / 1_024;
}
