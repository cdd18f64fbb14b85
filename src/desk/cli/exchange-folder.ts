/**
 * Where an exchange that runs alone keeps what it remembers: a folder that nobody named is nobody's
 * afterwards, and two processes in one would write one log.
 */
import { closeSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { failWith, type Result, succeed } from "../../core/result.ts";
import { takeKernelLock } from "../../runtime/io/disk/lock/kernel-lock.ts";
import { isAlive, isForeign, ownMark, type ProcessMark } from "../../runtime/io/process-mark.ts";

export type ExchangeFolder = {
  readonly path: string;
  /** Gives it back. */
  leave(): undefined;
};

const HOLDER = "holder.json";
const HELD = "exchange.held";

/**
 * Opens the folder that was named, or one of its own; or says who has it.
 *
 * Bias: where the kernel has no locks, two that begin within a moment of each other may both be let in.
 */
export function openExchangeFolder(named: string | null): Result<ExchangeFolder, string> {
  if (named === null) {
    const path = mkdtempSync(join(tmpdir(), "outcry-exchange-"));
    return succeed({
      path,
      leave: () => rmSync(path, { recursive: true, force: true }) as undefined,
    });
  }
  const path = resolve(named);
  mkdirSync(path, { recursive: true });
  const holder = join(path, HOLDER);
  const mark = readMark(holder);
  if (mark !== null && !isForeign(mark) && isAlive(mark)) {
    return failWith(`${path} is in use by process ${mark.pid}`);
  }
  const held = takeKernelLock(join(path, HELD));
  if (held === "HELD")
    return failWith(`${path} is in use by a process that cannot be seen from here`);
  writeFileSync(holder, `${JSON.stringify(ownMark())}\n`);
  const leave = () => {
    rmSync(holder, { force: true });
    if (held !== "UNKNOWN") closeSync(held);
  };
  return succeed({ path, leave: () => leave() as undefined });
}

/** Null when nobody has it, or nobody can be read of it. */
function readMark(path: string): ProcessMark | null {
  try {
    const mark = JSON.parse(readFileSync(path, "utf8")) as Partial<ProcessMark>;
    const { pid, startTicks = null, namespace = null } = mark;
    return typeof pid === "number" ? { pid, startTicks, namespace } : null;
  } catch {
    return null;
  }
}
