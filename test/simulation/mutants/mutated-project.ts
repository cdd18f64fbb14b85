/** A copy of the project with one planted fault, in a temporary folder that is removed again. */
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Mutant } from "./mutant.ts";

const PROJECT = resolve(import.meta.dir, "../../..");
/** What a simulation needs. */
const COPIED = ["src", "actors", "config", "package.json", "tsconfig.json"];

export type Project = Disposable & { readonly folder: string };

/**
 * Copies the project and plants the fault.
 *
 * @throws {Error} When a text of the mutant is not in its file exactly once: the source has moved.
 */
export function plant({ edits }: Pick<Mutant, "edits">): Project {
  const folder = mkdtempSync(join(tmpdir(), "outcry-mutant-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    for (const name of COPIED) cpSync(join(PROJECT, name), join(folder, name), { recursive: true });
    symlinkSync(realpathSync(join(PROJECT, "node_modules")), join(folder, "node_modules"));
    for (const edit of edits) {
      const path = join(folder, edit.file);
      writeFileSync(path, change(readFileSync(path, "utf8"), edit));
    }
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, [Symbol.dispose]: remove };
}

/** @throws {Error} When the text is not there exactly once. */
export function change(source: string, { file, from, to }: Mutant["edits"][number]): string {
  const times = source.split(from).length - 1;
  if (times !== 1) throw new Error(`${file} has this once: found ${times} times: ${from}`);
  return source.replace(from, () => to);
}
