/** The journal that an earlier life of the desk has left, folded to what a next one goes on from. */

import type { Storage } from "../../../runtime/io/disk/storage.ts";
import { readJournal } from "../../../runtime/journal/read-journal.ts";
import type { JournalRefusal } from "../../../runtime/journal/recover/journal-refusal.ts";
import { StorageError } from "../../../runtime/journal/storage/storage-error.ts";
import { foldRecords } from "../../record/fold-records.ts";
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
  const { snapshot, records } = read.value;
  try {
    return { kind: "FOUND", fold: foldRecords(snapshot?.state ?? null, records()).fold };
  } catch (error) {
    if (error instanceof StorageError) return refusalOf(error.failure);
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: "REFUSED", reason, isUnread: false };
  }
}

function refusalOf({ kind, message: reason }: JournalRefusal): FoundJournal {
  return { kind: "REFUSED", reason, isUnread: kind === "STORAGE" };
}
