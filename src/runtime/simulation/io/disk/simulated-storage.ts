/**
 * Folders of the simulated disk behind the types of a journal's and of an audit log's: the calls are
 * the disk's, a sync takes its thread's time, and a lock outlives a thread that was killed.
 */
import { dirname, join } from "node:path";
import type { LockHolder, Storage, WriterLife } from "../../../io/disk/storage.ts";
import type { TreeStorage } from "../../../io/disk/tree-storage.ts";
import type { Disk } from "./disk.ts";

/** Who uses the disk. */
export type DiskUser = {
  /** Null where no actor writes: then nothing is ever taken over within the process. */
  readonly life: WriterLife | null;
  readonly process: { readonly isAlive: boolean };
  readonly thread: { readonly isAlive: boolean; charge(ns: number): undefined };
};

/** In a simulated machine every process has the number 1. */
const HOLDER: LockHolder = { pid: 1, bootId: null };

export function simulatedStorage(disk: Disk, folder: string, user: DiskUser): Storage {
  const pathOf = (name: string) => join(folder, name);
  return {
    list: () => disk.namesIn(folder),
    create: (name) => disk.create(pathOf(name)),
    open: (name) => disk.openFile(pathOf(name)),
    bytesOf: (handle) => disk.sizeOf(handle),
    preallocate: (handle, at, bytes) => disk.preallocate(handle, at, bytes),
    write: (handle, bytes, start, end, at) => disk.writeAt(handle, bytes.subarray(start, end), at),
    read: (handle, into, at) => disk.readAt(handle, into, at),
    sync(handle) {
      const ns = disk.syncNs();
      user.thread.charge(ns);
      disk.sync(handle);
      return ns;
    },
    close: (handle) => disk.close(handle),
    rename: (from, to) => disk.move(pathOf(from), pathOf(to)),
    remove: (name) => disk.unlink(pathOf(name)),
    syncFolder() {
      user.thread.charge(disk.syncNs());
      disk.syncNames(folder);
    },
    // What a full disk refuses, it refuses by its wear.
    freeBytes: () => Number.POSITIVE_INFINITY,
    lock: () => takeLock(disk, join(folder), user),
    unlock() {
      // A killed thread gives nothing back.
      if (user.thread.isAlive && isOwn(disk, join(folder), user)) disk.locks.delete(join(folder));
    },
  };
}

/** What a call wrote is durable when it returns. */
export function simulatedTree(disk: Disk, folder: string, { thread }: DiskUser): TreeStorage {
  const sync = (file: number) => {
    thread.charge(disk.syncNs());
    disk.sync(file);
  };
  const withFile = (file: number, use: () => void): undefined => {
    try {
      use();
      sync(file);
    } finally {
      disk.close(file);
    }
  };
  return {
    read: (path) => disk.bytesOf(join(folder, path))?.slice() ?? null,
    replace(path, bytes) {
      const target = join(folder, path);
      const unfinished = `${target}.tmp`;
      disk.unlink(unfinished);
      const file = disk.create(unfinished);
      withFile(file, () => writeAll(disk, file, bytes));
      disk.move(unfinished, target);
      thread.charge(disk.syncNs());
      disk.syncNames(dirname(target));
    },
    append(path, bytes) {
      const file = disk.openFile(join(folder, path));
      withFile(file, () => writeAll(disk, file, bytes));
    },
    truncate(path, bytes) {
      const file = disk.openFile(join(folder, path));
      withFile(file, () => disk.truncate(file, bytes));
    },
    list: (path) => disk.namesIn(join(folder, path)),
    // The machine has one user.
    isPrivate: (path) => {
      disk.close(disk.openFile(join(folder, path)));
      return true;
    },
    remove(path) {
      const target = join(folder, path);
      const all = disk.paths.filter((one) => one === target || one.startsWith(`${target}/`));
      for (const one of all) disk.unlink(one);
    },
  };
}

/** At the file's end. */
function writeAll(disk: Disk, file: number, bytes: Uint8Array): undefined {
  for (let done = 0; done < bytes.length; ) {
    done += disk.writeAt(file, bytes.subarray(done), disk.sizeOf(file));
  }
}

/** Null when it is taken, else who has it. */
function takeLock(disk: Disk, folder: string, { life, process }: DiskUser): LockHolder | null {
  const found = disk.locks.get(folder);
  const isBefore =
    life?.isSuccessor === true &&
    found?.process === process &&
    found.actor === life.actor &&
    found.incarnation < life.incarnation;
  if (found?.process.isAlive === true && !isBefore) return HOLDER;
  const { actor = null, incarnation = 0 } = life ?? {};
  disk.locks.set(folder, { process, actor, incarnation });
  return null;
}

function isOwn(disk: Disk, folder: string, { life, process }: DiskUser): boolean {
  const found = disk.locks.get(folder);
  const { actor = null, incarnation = 0 } = life ?? {};
  return found?.process === process && found.actor === actor && found.incarnation === incarnation;
}
