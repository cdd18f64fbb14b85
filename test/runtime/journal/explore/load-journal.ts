/** The journal's own files in one bundle, with the text of one of them changed. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { assert } from "../../../../src/core/assert.ts";
import type { Open } from "./written.ts";

/** A fault that is planted into a file of the journal. */
export type Mutant = {
  /** What is wrong with it. */
  readonly fault: string;
  /** Files of `src/runtime/journal`, with text that occurs once and what stands there instead. */
  readonly edits: readonly (readonly [file: string, from: string, to: string])[];
};

const FOLDER = resolve(import.meta.dir, "../../../../src/runtime/journal");

/** @throws When the text of an edit is not there exactly once. */
export async function loadJournal({ edits }: Mutant): Promise<Open> {
  const missing = new Set(edits);
  const built = await Bun.build({
    entrypoints: [join(FOLDER, "open-journal.ts")],
    target: "bun",
    plugins: [
      {
        name: "planted fault",
        setup(build) {
          build.onLoad({ filter: /runtime\/journal\/.*\.ts$/ }, async ({ path }) => {
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
  const folder = mkdtempSync(join(tmpdir(), "outcry-journal-fault-"));
  try {
    const path = join(folder, "open-journal.js");
    await Bun.write(path, output);
    return ((await import(path)) as { openJournal: Open }).openJournal;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
