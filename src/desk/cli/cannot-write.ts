/** A file that was asked for by its path, and cannot be written: what the system says, and no stack. */
import { fileFailure } from "../../runtime/io/disk/file-failure.ts";
import { StorageError } from "../../runtime/journal/storage/storage-error.ts";
import { EXIT } from "./exit-codes.ts";
import type { Failure } from "./output.ts";

/** Why `write` could not write `path`; null when it could. What is no failure of a file goes on. */
export function cannotWrite(path: string, write: () => void): Failure | null {
  try {
    write();
    return null;
  } catch (error) {
    const { code, message } = fileFailure(error);
    if (code === "UNKNOWN" || error instanceof StorageError) throw error;
    const help = ["name a path in a folder that is there, and that you may write to"];
    return { exit: EXIT.CONFLICT, message: `cannot write ${path}: ${message}`, file: path, help };
  }
}
