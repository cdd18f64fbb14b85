/** A call of the disk that failed: thrown within the journal, and a value at its doors. */
import { fileFailure } from "../../io/disk/file-failure.ts";

/** What was being done when the disk failed. */
export type StorageOperation = Exclude<keyof import("../../io/disk/storage.ts").Storage, "bytesOf">;

/** Why the journal is halted, or was never opened. There is no second try: see `Journal`. */
export type StorageFailure = {
  readonly kind: "STORAGE";
  readonly operation: StorageOperation;
  /** Of the journal's folder; empty for the folder itself. */
  readonly file: string;
  /** Of the system: ENOSPC, EIO and so on. */
  readonly code: string;
  /** For people: operation, file and the system's own words. */
  readonly message: string;
};

export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly failure: StorageFailure;

  constructor(operation: StorageOperation, file: string, cause: unknown) {
    const { code, message: words } = fileFailure(cause);
    const said = words.startsWith(code) ? words : `${code}: ${words}`;
    const message = `cannot ${VERBS[operation]} ${file === "" ? "the journal's folder" : file}: ${said}`;
    super(message, { cause });
    this.failure = { kind: "STORAGE", operation, file, code, message };
  }
}

/** The failure that was thrown. What the disk did not throw is a fault of ours, and goes on. */
export function storageFailureOf(error: unknown): StorageFailure {
  if (error instanceof StorageError) return error.failure;
  throw error;
}

const VERBS: Readonly<Record<StorageOperation, string>> = {
  list: "list",
  create: "create",
  open: "open",
  preallocate: "make room in",
  write: "write",
  read: "read",
  sync: "sync",
  close: "close",
  rename: "rename",
  remove: "remove",
  syncFolder: "sync",
  freeBytes: "find room in",
  lock: "lock",
  unlock: "unlock",
};
