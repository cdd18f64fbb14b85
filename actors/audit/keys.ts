/** The keys that the audit signs with: the one in use, and during a rotation the next one. */
import { failWith, type Result, succeed } from "../../src/core/result.ts";
import { findKey } from "../../src/desk/audit/audit-signer.ts";
import type { TreeStorage } from "../../src/runtime/io/disk/tree-storage.ts";
import type { NoteKey } from "../../src/runtime/journal/audit/note/note-key.ts";
import { placeOf } from "./place.ts";

/** What it asks of a context. */
type WithKeys = {
  readonly io: {
    tree(path: string): TreeStorage;
    secretBytes(count: number): Uint8Array;
  };
  log(level: "info", text: string): undefined;
};

export type KeyFiles = {
  /** Absolute path of the key in use. */
  readonly path: string;
  /** Name of a key that is made when there is none; null when its file was promised. */
  readonly madeName: string | null;
  /** Absolute path of the next key; null while no rotation goes on. */
  readonly nextPath: string | null;
};

/** The next one is null while no rotation goes on. A failure says what to do, and quotes no key. */
export function keysOf(
  ctx: WithKeys,
  { path, madeName, nextPath }: KeyFiles,
): Result<{ readonly key: NoteKey; readonly next: NoteKey | null }, string> {
  const found = keyAt(ctx, path, madeName);
  if (!found.ok || nextPath === null) return found.ok ? both(found.value, null) : found;
  const next = keyAt(ctx, nextPath, null);
  if (!next.ok) return next;
  const { verifierKey } = next.value;
  if (verifierKey === found.value.verifierKey) {
    return failWith(`The next key ${nextPath} must be another one: it is the key of ${path}`);
  }
  ctx.log("info", `audit: the key of ${nextPath} signs as well: verifiers need ${verifierKey}`);
  return both(found.value, next.value);
}

function both(key: NoteKey, next: NoteKey | null) {
  return succeed({ key, next });
}

function keyAt(ctx: WithKeys, path: string, madeName: string | null): Result<NoteKey, string> {
  const { folder, file } = placeOf(path);
  const secretBytes = (count: number) => ctx.io.secretBytes(count);
  const found = findKey({ folder: ctx.io.tree(folder), file, path, madeName, secretBytes });
  if (!found.ok) return found;
  const { key, isNew } = found.value;
  if (isNew) ctx.log("info", `audit: a key was made, ${path}: verifiers need ${key.verifierKey}`);
  return succeed(key);
}
