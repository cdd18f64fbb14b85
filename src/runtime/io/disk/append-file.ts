/**
 * A file that only grows: synchronous writes that are whole or leave the file as it was.
 *
 * A write that fails half-way, on a full disk for instance, is taken back, so that what is appended
 * later does not follow half a record. A file that rotates is renamed when it would grow too large,
 * and a new one of its name is begun.
 */

import type { AppendFile, AppendOptions, FileFailure, Rotation } from "../io.ts";
import type { IoScope } from "../io-scope.ts";
import { fileFailure } from "./file-failure.ts";
import { type Files, SYSTEM_FILES } from "./files.ts";
import { shiftFiles } from "./shift-files.ts";

const NOTHING = new Uint8Array(0);

/** Opens `path`, or creates it. Throws when it cannot. */
export function openAppendFile(
  scope: IoScope,
  path: string,
  options: AppendOptions,
  files: Files = SYSTEM_FILES,
): AppendFile {
  return new OpenFile(scope, path, options, files);
}

class OpenFile implements AppendFile {
  readonly #files: Files;
  readonly #path: string;
  readonly #bytesMax: number;
  readonly #rotation: Rotation | null;
  readonly #forget: () => void;
  #descriptor: number;
  /** What the file holds, what was there before included. Bytes. */
  #bytes: number;
  /** What a new file began with: it is not rotated while it holds nothing else. Bytes. */
  #headBytes = 0;
  #bytesWritten = 0;
  #closed = false;

  constructor(scope: IoScope, path: string, { bytesMax, rotate }: AppendOptions, files: Files) {
    this.#files = files;
    this.#path = path;
    this.#bytesMax = bytesMax ?? Infinity;
    this.#rotation = rotate ?? null;
    this.#descriptor = files.open(path);
    this.#bytes = files.sizeOf(this.#descriptor);
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
    return this.#rotateFor(bytes.length) ?? this.#append(bytes);
  }

  #append(bytes: Uint8Array): FileFailure | null {
    const failure = writeWhole(bytes, (part) => this.#files.write(this.#descriptor, part));
    if (failure !== null) return this.#takeBack(failure);
    this.#bytes += bytes.length;
    this.#bytesWritten += bytes.length;
    return null;
  }

  close(): undefined {
    if (this.#closed) return;
    this.#closed = true;
    this.#forget();
    this.#files.close(this.#descriptor);
  }

  /** Begins a new file when `bytes` more would pass the bound of this one. */
  #rotateFor(bytes: number): FileFailure | null {
    const rotation = this.#rotation;
    if (rotation === null || this.#bytes + bytes <= rotation.bytesMax) return null;
    if (this.#bytes <= this.#headBytes) return null;
    try {
      shiftFiles(this.#path, rotation.keep, this.#files);
      const full = this.#descriptor;
      this.#descriptor = this.#files.open(this.#path);
      this.#files.close(full);
    } catch (error) {
      return fileFailure(error);
    }
    const head = rotation.head?.() ?? NOTHING;
    this.#bytes = 0;
    this.#headBytes = head.length;
    return this.#append(head);
  }

  #takeBack(failure: FileFailure): FileFailure {
    try {
      this.#files.truncate(this.#descriptor, this.#bytes);
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
