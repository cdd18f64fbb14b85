/**
 * A checkpoint as the log holds it: the first record behind the tree that it signs. The chain at that
 * place stands beside it.
 */

import { partsOf } from "./leaf/leaf-head.ts";
import { parseNote, type SignedCheckpoint } from "./note/signed-checkpoint.ts";

export type HeldNote = {
  readonly note: string;
  readonly checkpoint: SignedCheckpoint;
  /** SHA-256 chain over all records before, in base64. */
  readonly chain: string;
};

/** What a record of kind CHECKPOINT holds, or null when it is not as the log writes it. */
export function heldNoteOf(leaf: Uint8Array): HeldNote | null {
  const { note, chain } = payloadOf(leaf);
  if (typeof note !== "string" || typeof chain !== "string") return null;
  const checkpoint = parseNote(note);
  return checkpoint === null ? null : { note, checkpoint, chain };
}

/** The keys that a record of kind RUN_STARTED, KEY_ADDED or KEY_RETIRED names. */
export function keysOf(leaf: Uint8Array): readonly string[] {
  const { key, keys } = payloadOf(leaf);
  const all = Array.isArray(keys) ? keys : [key];
  return all.filter((one) => typeof one === "string");
}

function payloadOf(leaf: Uint8Array): Readonly<Record<string, unknown>> {
  const payload = partsOf(leaf)?.payload;
  try {
    const value: unknown = JSON.parse(Buffer.from(payload ?? []).toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
