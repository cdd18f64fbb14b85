/** The snapshots of a journal: those that are whole, and those that are not what was written. */
import { sequenceIn } from "../format/file-names.ts";
import { decodeSnapshot, type Snapshot } from "../snapshot/snapshot-file.ts";
import type { JournalFolder } from "../storage/journal-folder.ts";

export type FoundSnapshots = {
  /** Oldest first. */
  readonly whole: readonly Snapshot[];
  /** Names of files that are damaged: reason for an alarm, as an older one is used. */
  readonly damaged: readonly string[];
};

export function findSnapshots(folder: JournalFolder, names: readonly string[]): FoundSnapshots {
  const whole: Snapshot[] = [];
  const damaged: string[] = [];
  for (const name of names) {
    const sequence = sequenceIn("snapshot", name);
    if (sequence === null) continue;
    const snapshot = decodeSnapshot(folder.readAll(name));
    if (snapshot === null || snapshot.sequence !== sequence) damaged.push(name);
    else whole.push(snapshot);
  }
  return { whole: whole.toSorted((left, right) => left.sequence - right.sequence), damaged };
}
