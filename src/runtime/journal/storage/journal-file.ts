/** One open file of a journal: whole writes, and failures that say which file and what was done. */
import { assert } from "../../../core/assert.ts";
import { fileFailure } from "../../io/disk/file-failure.ts";
import type { Storage } from "../../io/disk/storage.ts";
import { StorageError } from "./storage-error.ts";

const NOTHING_TAKEN = Object.assign(new Error("the system took no byte of a write"), {
  code: "EIO",
});

export class JournalFile {
  /** As failures tell it. */
  name: string;
  readonly #storage: Storage;
  /** Null once it is closed: the system gives its number to another file. */
  #handle: number | null;

  constructor(storage: Storage, name: string, handle: number) {
    this.#storage = storage;
    this.name = name;
    this.#handle = handle;
  }

  /** Bytes. */
  get bytes(): number {
    const handle = this.#open();
    try {
      return this.#storage.bytesOf(handle);
    } catch (error) {
      throw new StorageError("open", this.name, error);
    }
  }

  /** Writes all of `bytes[start..end)` at `at`, by as many calls as it takes. */
  write(bytes: Uint8Array, start: number, end: number, at: number): undefined {
    const handle = this.#open();
    let done = start;
    while (done < end) {
      try {
        const taken = this.#storage.write(handle, bytes, done, end, at + done - start);
        if (!(taken > 0)) throw NOTHING_TAKEN;
        done += taken;
      } catch (error) {
        const { code } = fileFailure(error);
        if (code !== "EINTR" && code !== "EAGAIN")
          throw new StorageError("write", this.name, error);
      }
    }
  }

  /** Writes `bytes` zeros at `at`. */
  preallocate(at: number, bytes: number): undefined {
    const handle = this.#open();
    try {
      this.#storage.preallocate(handle, at, bytes);
    } catch (error) {
      throw new StorageError("preallocate", this.name, error);
    }
  }

  /** Reads what is there from `at` into `into`; the rest of `into` is zeros. Returns how much was there. */
  read(into: Uint8Array, at: number): number {
    const handle = this.#open();
    let done = 0;
    try {
      while (done < into.length) {
        const count = this.#storage.read(handle, into.subarray(done), at + done);
        if (count === 0) break;
        done += count;
      }
    } catch (error) {
      throw new StorageError("read", this.name, error);
    }
    into.fill(0, done);
    return done;
  }

  /**
   * Once only: a sync that failed is never tried again, as the next one would claim success.
   *
   * @returns how long it took. Nanoseconds
   */
  sync(): number {
    const handle = this.#open();
    try {
      return this.#storage.sync(handle);
    } catch (error) {
      throw new StorageError("sync", this.name, error);
    }
  }

  close(): undefined {
    const handle = this.#open();
    this.#handle = null;
    try {
      this.#storage.close(handle);
    } catch (error) {
      throw new StorageError("close", this.name, error);
    }
  }

  #open(): number {
    assert(this.#handle !== null, `${this.name} is open`);
    return this.#handle;
  }
}
