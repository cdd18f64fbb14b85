/**
 * The files of `src/runtime/ring`, bundled as they are and run over a machine's globals.
 *
 * The production code has no accessor that would have to be inlined away: what it calls `Atomics`,
 * `Int32Array`, `DataView` and so on are free names, and here they are bound to others. A mutant is
 * the same bundle with one line of one file changed.
 */
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Machine } from "./access.ts";
import { atomicsOf } from "./atomics.ts";
import { sharedViewsOf } from "./shared-views.ts";

/** Everything that the ring's files export. */
export type Ring = typeof import("../../../src/runtime/ring/board-memory.ts") &
  typeof import("../../../src/runtime/ring/board-reader.ts") &
  typeof import("../../../src/runtime/ring/board-writer.ts") &
  typeof import("../../../src/runtime/ring/doorbell.ts") &
  typeof import("../../../src/runtime/ring/lines.ts") &
  typeof import("../../../src/runtime/ring/topic-layout.ts") &
  typeof import("../../../src/runtime/ring/topic-memory.ts") &
  typeof import("../../../src/runtime/ring/topic-reader.ts") &
  typeof import("../../../src/runtime/ring/topic-recovery.ts") &
  typeof import("../../../src/runtime/ring/topic-slots.ts") &
  typeof import("../../../src/runtime/ring/topic-writer.ts") & {
    /** Which of its two forms a writer takes: see `store-order.ts`. */
    readonly keepsStoreOrder: boolean;
  };

/** One line of one file of the ring, changed, left out or moved. */
export type Mutation = {
  readonly file: string;
  /** Text that occurs once in the file, and what stands there instead. */
  readonly edits: readonly (readonly [from: string, to: string])[];
};

/**
 * A reader's private fields, for `forget`: what a reader does next follows from them, from memory
 * and from nothing else once it holds no batch.
 */
const REVEALED: Mutation = {
  file: "topic-reader.ts",
  edits: [
    [
      "  get kind(): ReaderKind {",
      `  get exploredFields(): string {
    return [
      this.#position, this.#released, this.#expected, this.#missed, this.#missedBefore,
      this.#evicted, this.#inPlace, this.#copied,
    ].join(" ");
  }

  get kind(): ReaderKind {`,
    ],
  ],
};

const FOLDER = resolve(import.meta.dir, "../../../src/runtime/ring");
const ENTRY = "explored-ring";
const GLOBALS = [
  "SharedArrayBuffer",
  "Int32Array",
  "Float64Array",
  "Uint8Array",
  "DataView",
  "Atomics",
] as const;

/** Text of the bundle. @throws When the mutation's line is not there exactly once. */
export async function bundleRing(mutation: Mutation | null = null): Promise<string> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".ts"));
  const built = await Bun.build({
    entrypoints: [ENTRY],
    format: "cjs",
    target: "browser",
    plugins: [
      {
        name: "explored ring",
        setup(build) {
          build.onResolve({ filter: new RegExp(`^${ENTRY}$`) }, () => ({
            path: ENTRY,
            namespace: ENTRY,
          }));
          build.onLoad({ filter: /.*/, namespace: ENTRY }, () => ({
            contents: files.map((file) => `export * from "${join(FOLDER, file)}";`).join("\n"),
            loader: "ts",
          }));
          // Readings of a clock come from the scenario; the real one needs a foreign function.
          build.onLoad({ filter: /core\/clock\.ts$/ }, () => ({
            contents: "export const monotonicNs = () => 0;",
            loader: "ts",
          }));
          build.onLoad({ filter: /\/ring\/[a-z-]+\.ts$/ }, async ({ path }) => {
            let contents = await Bun.file(path).text();
            for (const change of [mutation, REVEALED]) {
              if (change !== null && path.endsWith(`/${change.file}`)) {
                contents = mutate(contents, change);
              }
            }
            return { contents, loader: "ts" };
          });
        },
      },
    ],
  });
  const [output] = built.outputs;
  if (output === undefined) throw new Error("the ring's bundle has one output");
  return output.text();
}

/** A reader's private fields as one text. */
export function fieldsOf(reader: InstanceType<Ring["TopicReader"]>): string {
  return (reader as unknown as { readonly exploredFields: string }).exploredFields;
}

/** Runs the bundle over `machine` and returns what it exports. */
export function loadRing(text: string, machine: Machine, keepsStoreOrder: boolean): Ring {
  const globals: Record<(typeof GLOBALS)[number], unknown> = {
    ...sharedViewsOf(machine),
    Atomics: atomicsOf(machine),
  };
  const module = { exports: {} };
  const run = new Function("module", "exports", ...GLOBALS, text);
  run(module, module.exports, ...GLOBALS.map((name) => globals[name]));
  return { ...(module.exports as Ring), keepsStoreOrder };
}

function mutate(source: string, { file, edits }: Mutation): string {
  let text = source;
  for (const [from, to] of edits) {
    if (text.split(from).length !== 2) throw new Error(`${file} has this once: ${from}`);
    text = text.replace(from, () => to);
  }
  return text;
}
