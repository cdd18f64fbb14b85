/** The code that a recorded life ran on: pinned in the run's folder, or what the sources are now. */
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Glob } from "bun";
import type { AnyActorDefinition } from "../../../runtime/actor/define-actor.ts";
import { importDefinition } from "../../../runtime/actor/import-definition.ts";

/** The code that a life ran on is not there, or does not load. */
export class MissingCode extends Error {
  override readonly name = "MissingCode";
}

/** A bundle's name is that of its module, with dashes, and a hash. */
const BUNDLE = /^(.+)-[0-9a-f]{12}\.js$/;

export type CodeOf = {
  readonly folder: string;
  /** Folder of the actors' modules, where the present sources are asked for; else null. */
  readonly sources: string | null;
};

/**
 * @param module URL that the life ran from; the run's folder may have been moved since.
 * @throws {MissingCode} When it is not there, or does not load.
 */
export async function loadRecorded(module: string, of: CodeOf): Promise<AnyActorDefinition> {
  const path = placeOf(fileURLToPath(module), of);
  try {
    return await importDefinition(pathToFileURL(path).href);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new MissingCode(`the code ${path} cannot be run: ${why}`);
  }
}

function placeOf(path: string, { folder, sources }: CodeOf): string {
  if (sources !== null) return sourceOf(path, sources);
  const pinned = join(folder, "code", basename(path));
  return existsSync(pinned) ? pinned : path;
}

function sourceOf(path: string, sources: string): string {
  const [, name] = BUNDLE.exec(basename(path)) ?? [];
  if (name === undefined) return path;
  const files = [...new Glob("**/*.ts").scanSync(sources)];
  const file = files.find((one) => one.replace(/\.ts$/, "").replaceAll("/", "-") === name);
  if (file === undefined)
    throw new MissingCode(`no module under ${sources} is the source of ${name}`);
  return join(sources, file);
}
