/** The key and the memory of the signer of a desk's audit log, as its actor finds or makes them. */
import { failWith, type Result, succeed } from "../../core/result.ts";
import type { TreeStorage } from "../../runtime/io/disk/tree-storage.ts";
import { CHECKPOINT_FILE } from "../../runtime/journal/audit/file/tile-path.ts";
import {
  type NoteKey,
  parseSignerKey,
  SEED_BYTES,
  signerKeyText,
} from "../../runtime/journal/audit/note/note-key.ts";
import { CheckpointSigner } from "../../runtime/journal/audit/signer/checkpoint-signer.ts";
import { SignerMemory } from "../../runtime/journal/audit/signer/signer-memory.ts";

/** Where a key is, and what becomes of it when it is not there. */
export type KeyPlace = {
  readonly folder: TreeStorage;
  /** In the folder. */
  readonly file: string;
  /** As people are told of it. */
  readonly path: string;
  /** Name of a key that is made when there is none; null when somebody has promised one. */
  readonly madeName: string | null;
  /** Returns random bytes that nobody can foretell. */
  readonly secretBytes: (count: number) => Uint8Array;
};

export type FoundKey = { readonly key: NoteKey; readonly isNew: boolean };

/** A failure says what to do next, and never quotes the key. */
export function findKey({
  folder,
  file,
  path,
  madeName,
  secretBytes,
}: KeyPlace): Result<FoundKey, string> {
  const bytes = folder.read(file);
  if (bytes !== null) {
    if (!folder.isPrivate(file)) {
      return failWith(`The key ${path} must be for its owner only: chmod 600 ${path}`);
    }
    const key = parseSignerKey(Buffer.from(bytes).toString("utf8"));
    if (!key.ok) return failWith(`Cannot read the key ${path}: ${key.failure}`);
    return succeed({ key: key.value, isNew: false });
  }
  if (madeName === null) {
    return failWith(`There is no key ${path}: make one with bun run audit key ${path} <name>`);
  }
  // Durable, and for its owner only, before anything is signed with it.
  const text = signerKeyText(madeName, secretBytes(SEED_BYTES));
  folder.replace(file, Buffer.from(text, "utf8"));
  const made = parseSignerKey(text);
  return made.ok ? succeed({ key: made.value, isNew: true }) : made;
}

/** A signer without a memory is made for a new log only: another may have forgotten what it signed. */
export function openSigner(
  memory: TreeStorage,
  log: TreeStorage,
  { key, origin }: { readonly key: NoteKey; readonly origin: string },
): Result<CheckpointSigner, string> {
  const opened = SignerMemory.open(memory);
  const isNewLog = !opened.ok && log.read(CHECKPOINT_FILE) === null;
  const found = isNewLog ? SignerMemory.create(memory, origin) : opened;
  return found.ok ? succeed(new CheckpointSigner(found.value, key)) : found;
}
