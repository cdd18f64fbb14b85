/** The disk of this machine, by `node:fs`. Writing and syncing allocate nothing. */
import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  writeSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { monotonicNs } from "../../../core/clock.ts";
import { WriterLock } from "./lock/writer-lock.ts";
import type { Storage, WriterLife } from "./storage.ts";

/** Its owner reads and writes it, nobody else. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

const ZEROS = new Uint8Array(1 << 20);

export type SystemStorageOptions = {
  /** Whose it is; null, and so by default, where no actor writes: then nothing is ever taken over. */
  readonly life?: WriterLife | null;
};

/** The files of `folder`, which is made when it is not there. Throws what `node:fs` throws. */
export function systemStorage(folder: string, options: SystemStorageOptions = {}): Storage {
  makeFolder(resolve(folder));
  const lock = new WriterLock(folder, options.life ?? null);
  return {
    list: () => readdirSync(folder),
    create: (name) => openSync(join(folder, name), "wx+", FILE_MODE),
    open: (name) => openSync(join(folder, name), "r+"),
    bytesOf: (handle) => fstatSync(handle).size,
    preallocate(handle, at, bytes) {
      let done = 0;
      while (done < bytes) {
        const count = Math.min(bytes - done, ZEROS.length);
        done += writeSync(handle, ZEROS, 0, count, at + done);
      }
    },
    write: (handle, bytes, start, end, at) => writeSync(handle, bytes, start, end - start, at),
    read: (handle, into, at) => readSync(handle, into, 0, into.length, at),
    sync(handle) {
      const begunAt = monotonicNs();
      fdatasyncSync(handle);
      return monotonicNs() - begunAt;
    },
    close: closeSync,
    rename: (from, to) => renameSync(join(folder, from), join(folder, to)),
    remove: (name) => rmSync(join(folder, name), { force: true }),
    syncFolder: () => syncNames(folder),
    freeBytes() {
      const { bavail, bsize } = statfsSync(folder);
      return bavail * bsize;
    },
    lock: () => lock.take(),
    unlock: () => lock.giveBack(),
  };
}

/** A folder's own name is on the disk when the folder that it is in has been synced. */
function makeFolder(folder: string): undefined {
  const first = mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) {
    syncNames(dirname(made));
  }
}

function syncNames(folder: string): undefined {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
