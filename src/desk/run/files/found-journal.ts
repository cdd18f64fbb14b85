/** The journal that an earlier life of the desk has left, folded to what a next one goes on from. */

import type { Storage } from "../../../runtime/io/disk/storage.ts";
import { readJournal } from "../../../runtime/journal/read-journal.ts";
import { foldRecords } from "../../record/fold-records.ts";
import type { FoundJournal } from "./journal-store.ts";

/** @param storage Of the journal's folder; it is read only. */
export function findJournal(storage: Storage): FoundJournal {
  const read = readJournal(storage);
  if (!read.ok) return { kind: "REFUSED", reason: read.failure.message };
  const { snapshot, records } = read.value;
  try {
    return { kind: "FOUND", fold: foldRecords(snapshot?.state ?? null, records()).fold };
  } catch (error) {
    return { kind: "REFUSED", reason: error instanceof Error ? error.message : String(error) };
  }
}
