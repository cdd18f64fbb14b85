/** What the journal of a run holds, read as anybody may read it: while it is written, and after a death. */
import { join } from "node:path";
import { foldRecords } from "../../../../src/desk/record/fold-records.ts";
import type { JournalFold } from "../../../../src/desk/record/journal-fold.ts";
import { FileTable } from "../../../../src/runtime/codec/file-table.ts";
import { systemStorage } from "../../../../src/runtime/io/disk/system-storage.ts";
import { MARK_FIRST } from "../../../../src/runtime/journal/format/mark.ts";
import { readJournal } from "../../../../src/runtime/journal/read-journal.ts";
import type { Recovery } from "../../../../src/runtime/journal/recover/recovery.ts";
import type { Said } from "../../faults/kit/said.ts";

/** @throws {Error} When the journal would be refused. */
export function recoveryIn(run: string): Recovery {
  const read = readJournal(systemStorage(join(run, "journal")));
  if (!read.ok) throw new Error(read.failure.message);
  return read.value;
}

export function foldIn(run: string): JournalFold {
  const { snapshot, records } = recoveryIn(run);
  return foldRecords(snapshot?.state ?? null, records()).fold;
}

/** All messages behind the newest snapshot, in the journal's order. */
export function recordedIn(run: string): readonly Said[] {
  const table = new FileTable();
  const said: Said[] = [];
  for (const record of recoveryIn(run).records()) {
    if (table.take(record) || record.type >= MARK_FIRST) continue;
    const actor = table.actors.get(record.actor)?.name ?? String(record.actor);
    const type = table.types.get(record.type)?.name ?? String(record.type);
    const { sequence, committedAt } = record;
    const body = (table.decode(record) ?? {}) as Said["body"];
    said.push({ actor, type, sequence, committedAt, body });
  }
  return said;
}
