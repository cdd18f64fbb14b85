/**
 * A file that only grows: synchronous writes that are whole or leave the file as it was.
 *
 * A write that fails half-way, on a full disk for instance, is taken back, so that what is appended
 * later does not follow half a record.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { fileFailure } from "./file-failure.ts";
import type { AppendFile, AppendOptions, FileFailure } from "./io.ts";
import type { IoScope } from "./io-scope.ts";

/** Its owner reads and writes it, nobody else. */
const MODE = 0o600;

/** Opens `path`, or creates it. Throws when it cannot. */
export function openAppendFile(scope: IoScope, path: string, options: AppendOptions): AppendFile {
  return new OpenFile(scope, openSync(path, "a", MODE), options.bytesMax ?? Infinity);
}

class OpenFile implements AppendFile {
  readonly #descriptor: number;
  readonly #bytesMax: number;
  readonly #forget: () => void;
  /** What the file holds, what was there before included. Bytes. */
  #bytes: number;
  #bytesWritten = 0;
  #closed = false;

  constructor(scope: IoScope, descriptor: number, bytesMax: number) {
    this.#descriptor = descriptor;
    this.#bytesMax = bytesMax;
    this.#bytes = fstatSync(descriptor).size;
    this.#forget = scope.hold(() => this.close());
  }

  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  write(bytes: Uint8Array): FileFailure | null {
    if (this.#closed) return { code: "EBADF", message: "the file is closed" };
    if (this.#bytes + bytes.length > this.#bytesMax) {
      const message = `file must be <= ${this.#bytesMax} bytes: it would be larger`;
      return { code: "TOO_LARGE", message };
    }
    const failure = writeWhole(bytes, (part) => writeSync(this.#descriptor, part));
    if (failure !== null) return this.#takeBack(failure);
    this.#bytes += bytes.length;
    this.#bytesWritten += bytes.length;
    return null;
  }

  close(): undefined {
    if (this.#closed) return;
    this.#closed = true;
    this.#forget();
    closeSync(this.#descriptor);
  }

  #takeBack(failure: FileFailure): FileFailure {
    try {
      ftruncateSync(this.#descriptor, this.#bytes);
      return failure;
    } catch (error) {
      const { message } = fileFailure(error);
      return { ...failure, message: `${failure.message}; nor could it be taken back: ${message}` };
    }
  }
}

/**
 * Writes all of `bytes` by as many calls of `writeSome` as it takes; it returns how many it took.
 * @returns null, or why not all are written
 */
export function writeWhole(
  bytes: Uint8Array,
  writeSome: (part: Uint8Array) => number,
): FileFailure | null {
  // No I/O call sees memory that another thread may be writing.
  const own = bytes.buffer instanceof SharedArrayBuffer ? new Uint8Array(bytes) : bytes;
  let written = 0;
  while (written < own.length) {
    try {
      const count = writeSome(own.subarray(written));
      if (count === 0) return { code: "EIO", message: "the system took no byte of a write" };
      written += count;
    } catch (error) {
      const failure = fileFailure(error);
      if (failure.code !== "EINTR" && failure.code !== "EAGAIN") return failure;
    }
  }
  return null;
}
