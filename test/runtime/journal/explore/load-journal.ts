/** The journal as it is, but for a planted fault. */
import { join, resolve } from "node:path";
import { loadMutated, type TextEdit } from "../../../kit/load-mutated.ts";
import type { Open } from "./written.ts";

/** A fault that is planted into a file of the journal. */
export type Mutant = {
  /** What is wrong with it. */
  readonly fault: string;
  /** Of files of `src/runtime/journal`. */
  readonly edits: readonly TextEdit[];
};

const FOLDER = resolve(import.meta.dir, "../../../../src/runtime/journal");

/** @throws When the text of an edit is not there exactly once. */
export async function loadJournal({ edits }: Mutant): Promise<Open> {
  const entry = join(FOLDER, "open-journal.ts");
  const { openJournal } = await loadMutated<{ openJournal: Open }>({
    entry,
    folder: FOLDER,
    edits,
  });
  return openJournal;
}
