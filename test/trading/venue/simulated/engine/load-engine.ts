/** The engine as it is, but for a planted fault. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { assert } from "../../../../../src/core/assert.ts";
import type { Engine } from "./drive.ts";
import type { Mutant } from "./mutants.ts";

const FOLDER = resolve(import.meta.dir, "../../../../../src/trading/venue/simulated/engine");

/** @throws When the text of an edit is not there exactly once. */
export async function loadEngine({ edits }: Mutant): Promise<Engine> {
  const missing = new Set(edits);
  const built = await Bun.build({
    entrypoints: [join(FOLDER, "matching-engine.ts")],
    target: "bun",
    plugins: [
      {
        name: "planted fault",
        setup(build) {
          build.onLoad({ filter: /simulated\/engine\/.*\.ts$/ }, async ({ path }) => {
            let contents = await Bun.file(path).text();
            for (const edit of edits) {
              const [file, from, to] = edit;
              if (path !== join(FOLDER, file)) continue;
              assert(contents.split(from).length === 2, `${file} has once: ${from}`);
              contents = contents.replace(from, () => to);
              missing.delete(edit);
            }
            return { contents, loader: "ts" };
          });
        },
      },
    ],
  });
  const [output] = built.outputs;
  assert(output !== undefined && missing.size === 0, "every edit of a fault is made");
  const folder = mkdtempSync(join(tmpdir(), "outcry-engine-fault-"));
  try {
    const path = join(folder, "matching-engine.js");
    await Bun.write(path, output);
    return ((await import(path)) as { MatchingEngine: Engine }).MatchingEngine;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
