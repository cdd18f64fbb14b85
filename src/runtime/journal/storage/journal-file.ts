/** One open file of a journal: whole writes, and failures that say which file and what was done. */
import { fileFailure } from "../../io/file-failure.ts";
import type { Storage } from "./storage.ts";
import { StorageError } from "./storage-error.ts";

const NOTHING_TAKEN = Object.assign(new Error("the system took no byte of a write"), {
  code: "EIO",
});

export class JournalFile {
  /** As failures tell it. */
  name: string;
  readonly #storage: Storage;
  readonly #handle: number;

  constructor(storage: Storage, name: string, handle: number) {
    this.#storage = storage;
    this.name = name;
    this.#handle = handle;
  }

  /** Bytes. */
  get bytes(): number {
    try {
      return this.#storage.bytesOf(this.#handle);
    } catch (error) {
      throw new StorageError("open", this.name, error);
    }
  }

  /** Writes all of `bytes[start..end)` at `at`, by as many calls as it takes. */
  write(bytes: Uint8Array, start: number, end: number, at: number): undefined {
    let done = start;
    while (done < end) {
      try {
        const taken = this.#storage.write(this.#handle, bytes, done, end, at + done - start);
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
    try {
      this.#storage.preallocate(this.#handle, at, bytes);
    } catch (error) {
      throw new StorageError("preallocate", this.name, error);
    }
  }

  /** Reads what is there from `at` into `into`; the rest of `into` is zeros. Returns how much was there. */
  read(into: Uint8Array, at: number): number {
    let done = 0;
    try {
      while (done < into.length) {
        const count = this.#storage.read(this.#handle, into.subarray(done), at + done);
        if (count === 0) break;
        done += count;
      }
    } catch (error) {
      throw new StorageError("read", this.name, error);
    }
    into.fill(0, done);
    return done;
  }

  /** Once only: a sync that failed is never tried again, as the next one would claim success. */
  sync(): undefined {
    try {
      this.#storage.sync(this.#handle);
    } catch (error) {
      throw new StorageError("sync", this.name, error);
    }
  }

  close(): undefined {
    try {
      this.#storage.close(this.#handle);
    } catch (error) {
      throw new StorageError("close", this.name, error);
    }
  }
}
