/** Why a journal is not opened. Nothing in its folder was changed. */
import type { LockHolder } from "../../io/disk/storage.ts";
import type { StorageFailure } from "../storage/storage-error.ts";

/** What was on the disk is damaged or missing: a person decides. docs/journal.md says how. */
export type Quarantine = {
  readonly kind: "QUARANTINED";
  readonly file: string;
  /** Where in the file. Bytes. */
  readonly offset: number;
  /** Journal sequence of the first record that is not there as it was written. */
  readonly sequence: number;
  readonly message: string;
};

export type JournalRefusal =
  | Quarantine
  | StorageFailure
  /** Another process writes this journal. */
  | { readonly kind: "LOCKED"; readonly holder: LockHolder; readonly message: string }
  /** A program of another version wrote it; `file` is empty when it is what its records and state hold. */
  | { readonly kind: "VERSION"; readonly file: string; readonly message: string };

/** Thrown while a journal is looked at; a value at its door. */
export class RefusalError extends Error {
  override readonly name = "RefusalError";
  readonly refusal: JournalRefusal;

  constructor(refusal: JournalRefusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** Ends the looking: what is wrong, and where. */
export function quarantine(file: string, offset: number, sequence: number, message: string): never {
  throw new RefusalError({
    kind: "QUARANTINED",
    file,
    offset,
    sequence,
    message: `${file} at offset ${offset}, sequence ${sequence}: ${message}`,
  });
}
