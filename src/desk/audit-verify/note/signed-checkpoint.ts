/**
 * Signed checkpoints, as anybody can check them: the text of three lines, an empty one, signatures.
 * Signatures of keys that are not known are passed over; a bad one of a known key refuses the note.
 */
import { verify } from "node:crypto";
import type { VerifierKey } from "./verifier-key.ts";

export type SignedCheckpoint = {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** What is signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
};

type NoteSignature = { readonly name: string; readonly id: string; readonly bytes: Uint8Array };

/** Most signature lines that are looked at. The format asks for 16. */
const SIGNATURES_MAX = 64;
const BODY = /^([^\n]+)\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n$/;
const SIGNATURE = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/;
const CONTROL = /[^\P{Cc}\n]/u;

/** What a note says, before its signatures are checked; null when it is no checkpoint. */
export function parseNote(note: string): SignedCheckpoint | null {
  const at = note.indexOf("\n\n");
  if (at === -1 || !note.endsWith("\n") || CONTROL.test(note) || note.includes("\ufffd"))
    return null;
  const text = note.slice(0, at + 1);
  const [, origin, size, root] = BODY.exec(text) ?? [];
  if (origin === undefined || size === undefined || root === undefined) return null;
  const bytes = Buffer.from(root, "base64");
  const isExact = bytes.toString("base64") === root && Number.isSafeInteger(Number(size));
  const lines = note.slice(at + 2, -1).split("\n");
  const signatures = lines.slice(0, SIGNATURES_MAX).map(parseSignature);
  if (!isExact || !signatures.every((one) => one !== null)) return null;
  return { origin, size: Number(size), root: bytes, text, signatures };
}

function parseSignature(line: string): NoteSignature | null {
  const [, name, encoded] = SIGNATURE.exec(line) ?? [];
  if (name === undefined || encoded === undefined) return null;
  const bytes = Buffer.from(encoded, "base64");
  if (bytes.length < 5 || bytes.toString("base64") !== encoded) return null;
  return { name, id: bytes.subarray(0, 4).toString("hex"), bytes: bytes.subarray(4) };
}

/** Who signed: a known key, nobody who is known, or somebody in a known key's name. */
export type Signed = "GOOD" | "UNKNOWN" | "BAD";

/** Checks every signature of a known key. */
export function checkSignatures(
  { text, signatures }: SignedCheckpoint,
  keys: readonly VerifierKey[],
): Signed {
  const message = Buffer.from(text, "utf8");
  let signed: Signed = "UNKNOWN";
  for (const { name, id, bytes } of signatures) {
    const known = keys.find((key) => key.name === name && key.id === id);
    if (known === undefined) continue;
    if (!verify(null, message, known.key, bytes)) return "BAD";
    signed = "GOOD";
  }
  return signed;
}
