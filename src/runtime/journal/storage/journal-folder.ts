/** The folder of a journal: its files by name, with failures that say what was done to which of them. */

import type { LockHolder, Storage } from "../../io/disk/storage.ts";
import { JournalFile } from "./journal-file.ts";
import { StorageError, type StorageOperation } from "./storage-error.ts";

export class JournalFolder {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** All names, in order. */
  list(): readonly string[] {
    return attempt("list", "", () => this.#storage.list().toSorted());
  }

  create(name: string): JournalFile {
    return attempt("create", name, () => this.#file(name, this.#storage.create(name)));
  }

  open(name: string): JournalFile {
    return attempt("open", name, () => this.#file(name, this.#storage.open(name)));
  }

  /**
   * All bytes of a file.
   *
   * @param used What an earlier call has returned and nobody needs: it is filled anew when its size is right.
   */
  readAll(name: string, used: Uint8Array | null = null): Uint8Array {
    const file = this.open(name);
    try {
      const count = file.bytes;
      const bytes = used?.length === count ? used : new Uint8Array(count);
      file.read(bytes, 0);
      return bytes;
    } finally {
      file.close();
    }
  }

  /**
   * A whole file or none: written and synced under another name, then renamed, and the name synced.
   * What an interrupted call left under that other name is replaced.
   */
  writeWhole(name: string, parts: readonly Uint8Array[]): undefined {
    const before = `${name}${UNFINISHED}`;
    this.remove(before);
    const file = this.create(before);
    try {
      let at = 0;
      for (const part of parts) {
        file.write(part, 0, part.length, at);
        at += part.length;
      }
      file.sync();
    } finally {
      file.close();
    }
    this.rename(before, name);
    this.sync();
  }

  rename(from: string, to: string): undefined {
    attempt("rename", from, () => this.#storage.rename(from, to));
  }

  /** Gives an open file another name, by which its failures are told from here on. */
  renameOpen(file: JournalFile, to: string): undefined {
    this.rename(file.name, to);
    file.name = to;
  }

  remove(name: string): undefined {
    attempt("remove", name, () => this.#storage.remove(name));
  }

  sync(): undefined {
    attempt("syncFolder", "", () => this.#storage.syncFolder());
  }

  /** Bytes. */
  freeBytes(): number {
    return attempt("freeBytes", "", () => this.#storage.freeBytes());
  }

  lock(): LockHolder | null {
    return attempt("lock", "", () => this.#storage.lock());
  }

  unlock(): undefined {
    attempt("unlock", "", () => this.#storage.unlock());
  }

  #file(name: string, handle: number): JournalFile {
    return new JournalFile(this.#storage, name, handle);
  }
}

/** Ending of a file that is not whole yet: whoever opens the journal removes it. */
export const UNFINISHED = ".tmp";

function attempt<Value>(operation: StorageOperation, file: string, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    throw new StorageError(operation, file, error);
  }
}
