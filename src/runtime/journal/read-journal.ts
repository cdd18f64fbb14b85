/**
 * What a journal holds, for who does not write it: nothing in its folder is changed, and no lock is
 * taken. Of one that is being written it is what was there at one moment.
 */
import { failWith, type Result, succeed } from "../../core/result.ts";
import type { Storage } from "../io/disk/storage.ts";
import { inspectJournal } from "./recover/inspect-journal.ts";
import { type JournalRefusal, RefusalError } from "./recover/journal-refusal.ts";
import { type Recovery, recoveryOf } from "./recover/recovery.ts";
import { JournalFolder } from "./storage/journal-folder.ts";
import { storageFailureOf } from "./storage/storage-error.ts";

/** Returns what opening it would go on from, or why it would be refused. */
export function readJournal(storage: Storage): Result<Recovery, JournalRefusal> {
  const folder = new JournalFolder(storage);
  try {
    return succeed(recoveryOf(folder, inspectJournal(folder)));
  } catch (error) {
    return failWith(error instanceof RefusalError ? error.refusal : storageFailureOf(error));
  }
}
