/** Names of the files of a rotation: `log.txt` is the newest, then `log.1.txt`, `log.2.txt`. */
import { parse } from "node:path";
import { type Files, SYSTEM_FILES } from "./files.ts";

/**
 * Returns the name of the file that was rotated `age` times; 0 is the newest.
 *
 * @example
 * ```ts
 * rotatedPath("run/messages.log", 2); // => "run/messages.2.log"
 * ```
 */
export function rotatedPath(path: string, age: number): string {
  if (age === 0) return path;
  const { ext } = parse(path);
  return `${path.slice(0, path.length - ext.length)}.${age}${ext}`;
}

/** Renames each file to its next name, so that `path` is free. The oldest of `keep` goes. */
export function shiftFiles(path: string, keep: number, files: Files = SYSTEM_FILES): undefined {
  const oldest = keep - 1;
  if (oldest === 0) files.remove(path);
  for (let age = oldest - 1; age >= 0; age -= 1) {
    const from = rotatedPath(path, age);
    if (files.exists(from)) files.rename(from, rotatedPath(path, age + 1));
  }
}
