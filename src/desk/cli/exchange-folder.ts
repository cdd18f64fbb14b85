/**
 * Where an exchange that runs alone keeps what it remembers: a folder that nobody named is nobody's
 * afterwards, and two processes in one would write one log.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { failWith, type Result, succeed } from "../../core/result.ts";
import { isAlive, ownMark, type ProcessMark } from "../../runtime/io/process-mark.ts";

export type ExchangeFolder = {
  readonly path: string;
  /** Gives it back. */
  leave(): undefined;
};

const HOLDER = "holder.json";

/**
 * Opens the folder that was named, or one of its own; or says who has it.
 *
 * Bias: two that begin within a moment of each other may both be let in.
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
  if (mark !== null && isAlive(mark)) return failWith(`${path} is in use by process ${mark.pid}`);
  writeFileSync(holder, `${JSON.stringify(ownMark())}\n`);
  return succeed({ path, leave: () => rmSync(holder, { force: true }) as undefined });
}

/** Null when nobody has it, or nobody can be read of it. */
function readMark(path: string): ProcessMark | null {
  try {
    const { pid, startTicks } = JSON.parse(readFileSync(path, "utf8")) as Partial<ProcessMark>;
    return typeof pid === "number" ? { pid, startTicks: startTicks ?? null } : null;
  } catch {
    return null;
  }
}
