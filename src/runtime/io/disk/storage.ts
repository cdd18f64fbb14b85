/**
 * The disk as a journal uses it: the files of one folder, synchronous, by handle. This is a seam: tests
 * and the simulation have disks of their own behind it, that forget what was not synced and fail when
 * they are told to.
 *
 * Each call throws what `node:fs` would throw. What is not synced may be lost, in any part: a file's
 * bytes by `sync`, its name by `syncFolder`.
 */

/** Who holds the folder's lock. */
export type LockHolder = {
  /** Null when it cannot be seen from here: it runs in another container, say. */
  readonly pid: number | null;
  /** Boot of the system in which it took the lock; null where systems have no such name. */
  readonly bootId: string | null;
};

/** The life of an actor that writes a folder: what its lock says beside the process. */
export type WriterLife = {
  readonly actor: string;
  readonly incarnation: number;
  /**
   * Whether every earlier life of it in this process has ended, its thread included. Not so of one
   * that is to take over from a life that still runs.
   */
  readonly isSuccessor: boolean;
};

export type Storage = {
  /** Names of all files, in no order. */
  list(): readonly string[];
  /** A new file, to read and write. Throws EEXIST when there is one of this name. */
  create(name: string): number;
  /** A file that is there, to read and write. */
  open(name: string): number;
  /** Bytes. */
  bytesOf(handle: number): number;
  /** Writes `bytes` zeros from `at`, so that the blocks are there and hold nothing else. */
  preallocate(handle: number, at: number, bytes: number): void;
  /**
   * Writes `bytes[start..end)` at `at`.
   *
   * @returns how many bytes were taken, which may be fewer
   */
  write(handle: number, bytes: Uint8Array, start: number, end: number, at: number): number;
  /** Reads into all of `into` from `at`. Returns how many bytes there were. */
  read(handle: number, into: Uint8Array, at: number): number;
  /**
   * Returns when the file's bytes are on the disk. After it failed nobody knows which are.
   *
   * @returns how long it took. Nanoseconds
   */
  sync(handle: number): number;
  close(handle: number): void;
  /** Replaces what has the name `to`. */
  rename(from: string, to: string): void;
  /** Nothing happens when it is not there. */
  remove(name: string): void;
  /** Returns when all names are on the disk as they are. */
  syncFolder(): void;
  /** Room that this user may still take on the disk. Bytes; Infinity where the disk has no end. */
  freeBytes(): number;
  /** Null when the folder is ours now, else whose it is. */
  lock(): LockHolder | null;
  /** Nothing happens when the lock is not ours. */
  unlock(): void;
};
