/** The engine as it is, but for a planted fault. */
import { join, resolve } from "node:path";
import { loadMutated } from "../../../../kit/load-mutated.ts";
import type { Engine } from "./drive.ts";
import type { Mutant } from "./mutants.ts";

const FOLDER = resolve(import.meta.dir, "../../../../../src/trading/venue/simulated/engine");

/** @throws When the text of an edit is not there exactly once. */
export async function loadEngine({ edits }: Mutant): Promise<Engine> {
  const entry = join(FOLDER, "matching-engine.ts");
  return (await loadMutated<{ MatchingEngine: Engine }>({ entry, folder: FOLDER, edits }))
    .MatchingEngine;
}
