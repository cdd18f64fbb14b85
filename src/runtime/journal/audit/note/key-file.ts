/** The file of a signing key: for its owner only, and refused when others may read it. */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import type { Result } from "../../../../core/result.ts";
import { failWith } from "../../../../core/result.ts";
import { type NoteKey, parseSignerKey, SEED_BYTES, signerKeyText } from "./note-key.ts";

const OWNER_ONLY = 0o600;
const OTHERS = 0o077;

/**
 * Makes a key in a new file of mode 0600. @throws Error when the file exists, for a name that no key may
 * have, and when it cannot be written; then there is no file.
 */
export function makeKeyFile(path: string, name: string): undefined {
  const text = signerKeyText(name, randomBytes(SEED_BYTES));
  const file = openSync(path, "wx", OWNER_ONLY);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Reads a key. Fails when others than its owner may read the file. */
export function readKeyFile(path: string): Result<NoteKey, string> {
  const file = openSync(path, "r");
  try {
    const mode = fstatSync(file).mode & 0o777;
    if ((mode & OTHERS) !== 0) {
      return failWith(`${path} must be for its owner only: current mode is ${mode.toString(8)}`);
    }
    const key = parseSignerKey(readFileSync(file, "utf8"));
    return key.ok ? key : failWith(`Cannot read ${path}: ${key.failure}`);
  } finally {
    closeSync(file);
  }
}
