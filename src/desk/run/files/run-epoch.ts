/**
 * The number of a run of the desk: part of every order id, so that no restart can repeat one. It
 * grows by at least one a run, also when the wall clock went back, and is on disk before it is used.
 */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { assert } from "../../../core/assert.ts";
import { wallMicros } from "../../../core/clock.ts";

/** Seconds of 2024-01-01T00:00:00Z. */
const ORIGIN_S = 1_704_067_200;

/** Greatest epoch: five digits of base 62. */
export const RUN_EPOCH_MAX = 62 ** 5 - 1;

/**
 * Returns the epoch of the run that begins now, after it was written to `runs/epoch` and synced.
 *
 * @param nowS Wall time. Seconds.
 * @param above An epoch that is known to be used, whatever `runs/epoch` says.
 */
export function nextRunEpoch(
  runs: string,
  nowS = Math.floor(wallMicros() / 1e6),
  above = 0,
): number {
  mkdirSync(runs, { recursive: true });
  const path = join(runs, "epoch");
  const epoch = Math.max(readEpoch(path) + 1, above + 1, nowS - ORIGIN_S);
  assert(epoch <= RUN_EPOCH_MAX, `a run epoch is <= ${RUN_EPOCH_MAX}: current value is ${epoch}`);
  writeSynced(`${path}.new`, `${epoch}\n`);
  renameSync(`${path}.new`, path);
  syncFolder(dirname(path));
  return epoch;
}

function readEpoch(path: string): number {
  const text = readOrNull(path);
  if (text === null) return 0;
  const epoch = Number(text.trim());
  // Guessing here could repeat the id of an order that is still open.
  assert(
    Number.isSafeInteger(epoch) && epoch >= 0 && text.trim() !== "",
    `${path} holds one whole number: current text is ${JSON.stringify(text)}`,
  );
  return epoch;
}

/** Text of a file, or null when there is none. */
export function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    if ((thrown as { code?: string }).code === "ENOENT") return null;
    throw thrown;
  }
}

/** Writes a file anew, and returns once it is on the disk. */
export function writeSynced(path: string, text: string): undefined {
  const file = openSync(path, "w");
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A rename is durable once its folder is. */
export function syncFolder(folder: string): undefined {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
