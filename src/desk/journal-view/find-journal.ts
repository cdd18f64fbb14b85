/** Which journal an argument means: a run's folder, a run's name, or a folder of segments. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { failWith, type Result, succeed } from "../../core/result.ts";
import { sequenceIn } from "../../runtime/journal/format/file-names.ts";

export type FoundJournal = {
  /** Folder of the segments. */
  readonly journal: string;
  /** Folder of the run that it belongs to: its message logs are there. */
  readonly run: string;
};

/** The run that is meant when none is named. */
export const LATEST = join("run", "latest");

/**
 * Returns where the journal is, or why there is none.
 *
 * @param given A run's folder, its name below `run/`, a journal's folder, or null for the latest run.
 */
export function findJournal(given: string | null): Result<FoundJournal, string> {
  const named = given ?? LATEST;
  const path = isFolder(named) ? resolve(named) : resolve("run", named);
  if (!isFolder(path)) return failWith(`there is no folder ${resolve(named)}`);
  const journal = join(path, "journal");
  if (isFolder(journal)) return succeed({ journal, run: path });
  if (hasSegments(path)) return succeed({ journal: path, run: dirname(path) });
  return failWith(`${path} has no journal`);
}

/**
 * Returns the journals of `folders`, in their order: each a run, a journal, or a folder of runs. A
 * folder of runs gives those among its folders that have a journal, by name; links are not followed.
 */
export function findJournals(folders: readonly string[]): Result<readonly FoundJournal[], string> {
  const found: FoundJournal[] = [];
  for (const folder of folders) {
    const one = findJournal(folder);
    const all = one.ok ? [one.value] : journalsBelow(folder);
    if (all.length === 0) return failWith(one.ok ? folder : one.failure);
    for (const each of all) {
      if (!found.some(({ journal }) => journal === each.journal)) found.push(each);
    }
  }
  return succeed(found);
}

function journalsBelow(folder: string): readonly FoundJournal[] {
  if (!isFolder(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .flatMap((name) => {
      const found = findJournal(resolve(folder, name));
      return found.ok ? [found.value] : [];
    });
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

function hasSegments(path: string): boolean {
  return readdirSync(path).some(
    (name) => sequenceIn("segment", name) !== null || sequenceIn("retired", name) !== null,
  );
}
