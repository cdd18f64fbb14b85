/** The gateway as it is, but for a planted fault. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { assert } from "../../../../../../../src/core/assert.ts";
import type { Mutant } from "../mutants.ts";
import type { Parts } from "./parts.ts";

const SOURCE = resolve(import.meta.dir, "../../../../../../../src/trading");

/** @throws When the text of an edit is not there exactly once. */
export async function loadParts({ edits }: Pick<Mutant, "edits">): Promise<Parts> {
  const missing = new Set(edits);
  const built = await Bun.build({
    entrypoints: [join(import.meta.dir, "parts.ts")],
    target: "bun",
    plugins: [
      {
        name: "planted fault",
        setup(build) {
          build.onLoad({ filter: /src\/trading\/.*\.ts$/ }, async ({ path }) => {
            let contents = await Bun.file(path).text();
            for (const edit of edits) {
              const [file, from, to] = edit;
              if (path !== join(SOURCE, file)) continue;
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
  const folder = mkdtempSync(join(tmpdir(), "outcry-gateway-fault-"));
  try {
    const path = join(folder, "parts.js");
    await Bun.write(path, output);
    return ((await import(path)) as { PARTS: Parts }).PARTS;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
