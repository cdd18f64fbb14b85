/** Where an error was thrown, for people who look for the line. */
import { relative, resolve } from "node:path";
import type { PlainError } from "../../actor/control-plane.ts";

/** The runtime's own files: an author looks for the line of his own that called them. */
const RUNTIME = resolve(import.meta.dir, "../..");

const FRAME = /\(?(?:file:\/\/)?(\/[^\s()]+):(\d+):(\d+)\)?$/;

/**
 * Returns `file:line:column` of the innermost frame that is not the runtime's, or of the innermost;
 * null when the stack names no file. A path inside the folder that people are in is relative to it.
 */
export function deathPlaceOf(error: PlainError | null): string | null {
  const frames = (error?.stack ?? "").split("\n").flatMap((line) => {
    const [, file = "", row, column] = FRAME.exec(line) ?? [];
    return file === "" ? [] : [{ file, place: `${shown(file)}:${row}:${column}` }];
  });
  const own = frames.find(({ file }) => !isForeign(file));
  return (own ?? frames[0])?.place ?? null;
}

function isForeign(file: string): boolean {
  return file.startsWith(`${RUNTIME}/`) || file.includes("/node_modules/");
}

function shown(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith("..") ? file : path;
}
