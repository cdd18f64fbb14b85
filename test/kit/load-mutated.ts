/** A module as it is, but for a fault that is planted into the sources that it is bundled from. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { assert } from "../../src/core/assert.ts";

/** A file of the folder, a text that stands there exactly once, and what stands there instead. */
export type TextEdit = readonly [file: string, from: string, to: string];

export type Mutated = {
  /** Path of the module. */
  readonly entry: string;
  /** Folder that the files of the edits are below. */
  readonly folder: string;
  readonly edits: readonly TextEdit[];
};

/**
 * Returns what the module exports.
 *
 * @throws {AssertionError} When the text of an edit is not there exactly once, or its file is no part of it.
 */
export async function loadMutated<Module>({ entry, folder, edits }: Mutated): Promise<Module> {
  const missing = new Set(edits);
  const built = await Bun.build({
    entrypoints: [entry],
    target: "bun",
    plugins: [
      {
        name: "planted fault",
        setup(build) {
          build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
            const own = edits.filter(([file]) => path === join(folder, file));
            let contents = await Bun.file(path).text();
            for (const edit of own) {
              const [file, from, to] = edit;
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
  const scratch = mkdtempSync(join(tmpdir(), "outcry-fault-"));
  try {
    const path = join(scratch, `${basename(entry, ".ts")}.js`);
    await Bun.write(path, output);
    return (await import(path)) as Module;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
