/** A log's folder, read without being changed. Bundles and tiles go into memory that is used again. */
import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { unreadable } from "../verdict.ts";

/** No file of a log that is read whole is larger: a bundle of 256 entries of 65,535 bytes. */
const FILE_BYTES_MAX = 256 * (2 + 0xffff);
const CHUNK_BYTES = 1 << 20;

export class LogFolder {
  readonly #path: string;
  #buffer = new Uint8Array(CHUNK_BYTES);
  #readBytes = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Bytes that were read so far. */
  get readBytes(): number {
    return this.#readBytes;
  }

  /** Whether there is such a file. @throws Broken when nobody may tell. */
  has(name: string): boolean {
    try {
      statSync(join(this.#path, name));
      return true;
    } catch (error) {
      if (isAbsence(error)) return false;
      throw unreadable(name, "a file that can be read", String(error));
    }
  }

  /** A small file as text, or null when there is none. */
  text(name: string): string | null {
    const bytes = this.bytes(name);
    return bytes === null ? null : Buffer.from(bytes).toString("utf8");
  }

  /** A whole file in memory of its own, or null when there is none. */
  bytes(name: string): Uint8Array | null {
    return this.#use(name, (file, size) => {
      if (size > FILE_BYTES_MAX) throw unreadable(name, "a file of a log", `${size} bytes`);
      const bytes = readFileSync(file);
      this.#readBytes += bytes.length;
      return bytes;
    });
  }

  /** A whole file, valid until the next call; null when there is none. */
  borrow(name: string): Uint8Array | null {
    return this.#use(name, (file, size) => {
      if (size > FILE_BYTES_MAX) throw unreadable(name, "a file of a log", `${size} bytes`);
      if (size > this.#buffer.length)
        this.#buffer = new Uint8Array(2 ** Math.ceil(Math.log2(size)));
      let done = 0;
      while (done < size) {
        const count = readSync(file, this.#buffer, done, size - done, null);
        if (count === 0) break;
        done += count;
      }
      this.#readBytes += done;
      return this.#buffer.subarray(0, done);
    });
  }

  /** Hands a file of any size over in chunks; false when there is none. */
  stream(name: string, take: (chunk: Uint8Array) => void): boolean {
    const chunk = new Uint8Array(CHUNK_BYTES);
    const found = this.#use(name, (file) => {
      for (let count = 1; count > 0; ) {
        count = readSync(file, chunk, 0, CHUNK_BYTES, null);
        this.#readBytes += count;
        if (count > 0) take(chunk.subarray(0, count));
      }
      return true;
    });
    return found ?? false;
  }

  #use<Value>(name: string, use: (file: number, bytes: number) => Value): Value | null {
    let file: number;
    try {
      file = openSync(join(this.#path, name), "r");
    } catch (error) {
      if (isAbsence(error)) return null;
      throw unreadable(name, "a file that can be read", String(error));
    }
    try {
      return use(file, fstatSync(file).size);
    } finally {
      closeSync(file);
    }
  }
}

function isAbsence(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    (error.code === "ENOENT" || error.code === "ENOTDIR")
  );
}
