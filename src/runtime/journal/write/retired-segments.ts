/**
 * What is kept of the segments that nobody needs any more: the newest ones, up to a size. Only those are
 * looked at that have their retired name on the disk, so two snapshots and an anchored checkpoint cover them.
 */
import { sequenceIn } from "../format/file-names.ts";
import type { JournalFolder } from "../storage/journal-folder.ts";

/**
 * Removes the oldest retired segments until those that stay have at most `bytesMax` together: no hole is
 * left among them, and a crash in between leaves only more of them.
 *
 * @throws {StorageError} When the disk fails.
 */
export function forgetRetired(folder: JournalFolder, bytesMax: number): undefined {
  const newestFirst = folder
    .list()
    .filter((name) => sequenceIn("retired", name) !== null)
    .toReversed();
  let bytes = 0;
  const kept = newestFirst.findIndex((name) => {
    bytes += bytesOf(folder, name);
    return bytes > bytesMax;
  });
  if (kept === -1) return;
  // Each name by itself: a crash may undo those that came last, and then the oldest one is gone first.
  for (const name of newestFirst.slice(kept).toReversed()) {
    folder.remove(name);
    folder.sync();
  }
}

function bytesOf(folder: JournalFolder, name: string): number {
  const file = folder.open(name);
  try {
    return file.bytes;
  } finally {
    file.close();
  }
}
