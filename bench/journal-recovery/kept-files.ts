/** Files of a journal that is recovered again and again: out of the page cache, and without what was added. */
import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { assert } from "../../src/core/assert.ts";
import { monotonicNs } from "../../src/core/clock.ts";

const BLOCK = new Uint8Array(1 << 20);

/** A journal that is there to be recovered again and again. */
export type KeptFiles = { readonly folder: string; readonly names: readonly string[] };

/**
 * A second folder of the journal in `from`, with its snapshots, which `from` loses. The segments are the
 * same files: a recovery writes the same bytes into the last one, and nothing into the others.
 */
export function keptOf(folder: string, from: string): KeptFiles {
  mkdirSync(folder);
  const names = readdirSync(from);
  for (const name of names) {
    const place = name.endsWith(".snap") ? renameSync : linkSync;
    place(join(from, name), join(folder, name));
  }
  return { folder, names };
}

/** Removes what a recovery has added: the segment of its run, ballast and lock. */
export function removeOthers({ folder, names }: KeptFiles): undefined {
  for (const name of readdirSync(folder)) {
    if (!names.includes(name)) rmSync(join(folder, name));
  }
}

/**
 * Lets the system forget what it holds of the files, so that they are read from the disk. Null when it
 * was asked; else why it could not be.
 */
export function forgetPages({ folder, names }: KeptFiles): string | null {
  for (const name of names) {
    const file = `if=${join(folder, name)}`;
    // Asks for nothing but that what is cached of the whole file is dropped.
    const { success, stderr } = Bun.spawnSync(["dd", file, "iflag=nocache", "count=0"]);
    if (!success) return `dd has no nocache here: ${stderr.toString().split("\n", 1)[0]}`;
  }
  return null;
}

/** Seconds that reading all bytes takes, and nothing else is done with them. */
export function readAll({ folder, names }: KeptFiles): number {
  const startedAt = monotonicNs();
  for (const name of names) {
    const handle = openSync(join(folder, name), "r");
    let count = BLOCK.length;
    while (count > 0) count = readSync(handle, BLOCK);
    closeSync(handle);
  }
  const seconds = (monotonicNs() - startedAt) / 1e9;
  assert(seconds > 0, "files are read");
  return seconds;
}
