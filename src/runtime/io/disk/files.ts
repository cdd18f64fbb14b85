/**
 * The system's files as the I/O of actors uses them: synchronous, by descriptor. This is a seam: the
 * simulation has a disk of its own behind it.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";

/** Each call throws what `node:fs` would throw. */
export type Files = {
  /** To append; made when it is not there. Returns a descriptor. */
  open(path: string): number;
  /** Bytes. */
  sizeOf(descriptor: number): number;
  /** Returns how many bytes were taken, which may be fewer than there are. */
  write(descriptor: number, part: Uint8Array): number;
  truncate(descriptor: number, bytes: number): void;
  close(descriptor: number): void;
  exists(path: string): boolean;
  rename(from: string, to: string): void;
  /** Nothing happens when it is not there. */
  remove(path: string): void;
};

/** Its owner reads and writes it, nobody else. */
const MODE = 0o600;

/** Those of this machine. */
export const SYSTEM_FILES: Files = {
  open: (path) => openSync(path, "a", MODE),
  sizeOf: (descriptor) => fstatSync(descriptor).size,
  write: (descriptor, part) => writeSync(descriptor, part),
  truncate: ftruncateSync,
  close: closeSync,
  exists: existsSync,
  rename: renameSync,
  remove: (path) => rmSync(path, { force: true }),
};
