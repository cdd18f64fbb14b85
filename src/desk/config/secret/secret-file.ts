/**
 * A file that stands for a text of a desk's file. It is there to hold secrets, so it is refused when
 * others than its owner may do anything with it.
 */
import { closeSync, fstatSync, openSync, readFileSync, realpathSync } from "node:fs";
import { sep } from "node:path";
import { failWith, type Result, succeed } from "../../../core/result.ts";

/** Largest file, or descriptor's content, that may stand for a text. Bytes. */
export const SECRET_BYTES_MAX = 65_536;

/** Of a mode: what others than the owner may do. */
const OTHERS = 0o077;

/**
 * Returns the file's text without its last line end, or one sentence about why it cannot be used.
 *
 * @param credentials Where a service manager puts what it guards itself, by other means than a mode.
 */
export function readSecretFile(
  path: string,
  credentials: string | undefined,
): Result<string, string> {
  try {
    const file = openSync(path, "r");
    try {
      const { mode, size } = fstatSync(file);
      if (size > SECRET_BYTES_MAX) {
        return failWith(`file ${path} must hold <= ${SECRET_BYTES_MAX} bytes: it holds ${size}`);
      }
      if ((mode & OTHERS) !== 0 && !isGuarded(path, credentials)) {
        const shown = (mode & 0o777).toString(8).padStart(3, "0");
        return failWith(
          `file ${path} must be for its owner only: current mode is ${shown}, so others reach it; chmod 600 ${path}`,
        );
      }
      return succeed(textOf(readFileSync(file)));
    } finally {
      closeSync(file);
    }
  } catch (thrown) {
    const { code } = thrown as { code?: string };
    return failWith(`cannot read file ${path}: ${code ?? String(thrown)}`);
  }
}

/** The text of what was read: without its last line end. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(/\r?\n$/, "");
}

function isGuarded(path: string, credentials: string | undefined): boolean {
  if (credentials === undefined || credentials === "") return false;
  return realpathSync(path).startsWith(realpathSync(credentials) + sep);
}
