/** The journal that an earlier life of the desk has left, folded to what a next one goes on from. */

import type { Storage } from "../../../runtime/io/disk/storage.ts";
import { readJournal } from "../../../runtime/journal/read-journal.ts";
import type { JournalRefusal } from "../../../runtime/journal/recover/journal-refusal.ts";
import { StorageError } from "../../../runtime/journal/storage/storage-error.ts";
import { foldRecovery } from "../../record/fold-recovery.ts";
import type { FoundJournal } from "./journal-store.ts";

/** @param open Opens the storage of the journal's folder, which is read only. */
export function findJournal(open: () => Storage): FoundJournal {
  let storage: Storage;
  try {
    storage = open();
  } catch (error) {
    return refusalOf(new StorageError("open", "", error).failure);
  }
  const read = readJournal(storage);
  if (!read.ok) return refusalOf(read.failure);
  const folded = foldRecovery(read.value);
  return folded.ok ? { kind: "FOUND", fold: folded.value } : refusalOf(folded.failure);
}

function refusalOf({ kind, message: reason }: JournalRefusal): FoundJournal {
  return { kind: "REFUSED", reason, isUnread: kind === "STORAGE" };
}
