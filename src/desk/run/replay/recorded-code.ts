/** The code that a recorded life ran on: pinned in the run's folder, or what the sources are now. */
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Glob } from "bun";
import type { AnyActorDefinition } from "../../../runtime/actor/define-actor.ts";
import { importDefinition } from "../../../runtime/actor/import-definition.ts";

/** A bundle's name is that of its module, with dashes, and a hash. */
const BUNDLE = /^(.+)-[0-9a-f]{12}\.js$/;

export type CodeOf = {
  readonly folder: string;
  /** Folder of the actors' modules, where the present sources are asked for; else null. */
  readonly sources: string | null;
};

/**
 * @param module URL that the life ran from; the run's folder may have been moved since.
 * @throws {Error} When the code is not there, or does not load.
 */
export async function loadRecorded(
  module: string,
  { folder, sources }: CodeOf,
): Promise<AnyActorDefinition> {
  const path = fileURLToPath(module);
  if (sources !== null) return importDefinition(pathToFileURL(sourceOf(path, sources)).href);
  const pinned = join(folder, "code", basename(path));
  return importDefinition(existsSync(pinned) ? pathToFileURL(pinned).href : module);
}

function sourceOf(path: string, sources: string): string {
  const [, name] = BUNDLE.exec(basename(path)) ?? [];
  if (name === undefined) return path;
  const files = [...new Glob("**/*.ts").scanSync(sources)];
  const file = files.find((one) => one.replace(/\.ts$/, "").replaceAll("/", "-") === name);
  if (file === undefined) throw new Error(`no module under ${sources} is the source of ${name}`);
  return join(sources, file);
}
