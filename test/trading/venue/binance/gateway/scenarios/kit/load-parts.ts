/** The gateway as it is, but for a planted fault. */
import { join, resolve } from "node:path";
import { loadMutated } from "../../../../../../kit/load-mutated.ts";
import type { Mutant } from "../mutants.ts";
import type { Parts } from "./parts.ts";

const TRADING = resolve(import.meta.dir, "../../../../../../../src/trading");

/** @throws When the text of an edit is not there exactly once. */
export async function loadParts({ edits }: Pick<Mutant, "edits">): Promise<Parts> {
  const entry = join(import.meta.dir, "parts.ts");
  return (await loadMutated<{ PARTS: Parts }>({ entry, folder: TRADING, edits })).PARTS;
}
