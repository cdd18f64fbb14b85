/**
 * A checkpoint (C2SP tlog-checkpoint): origin, size, root, and nothing else. Time stands in the log
 * itself, or in a witness's cosignature.
 */
import { assert } from "../../../../core/assert.ts";
import { HASH_BYTES } from "../tree/tree-hash.ts";

const ORIGIN = /^[^\s+\p{C}]{1,255}$/u;
const LINES = /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n$/;
const NOTE = /^((?:[^\n]+\n)+)\n((?:— [^\n]+\n)+)$/;

export type Checkpoint = {
  /** Which log it is. */
  readonly origin: string;
  /** Leaves. */
  readonly size: number;
  readonly root: Uint8Array;
};

/** The text that is signed. @throws AssertionError for an origin with spaces, `+` or controls. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  assert(ORIGIN.test(origin), "an origin has no spaces, no + and no controls");
  assert(Number.isSafeInteger(size) && size >= 0, "a tree has a whole number of leaves");
  assert(root.length === HASH_BYTES, "a root is a SHA-256");
  return `${origin}\n${size}\n${Buffer.from(root).toString("base64")}\n`;
}

/** What such a text says, or null when it is none. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const [, origin, size, root] = LINES.exec(text) ?? [];
  if (origin === undefined || size === undefined || root === undefined) return null;
  const parsed = { origin, size: Number(size), root: Buffer.from(root, "base64") };
  if (!ORIGIN.test(origin) || !Number.isSafeInteger(parsed.size)) return null;
  return checkpointText(parsed) === text ? parsed : null;
}

/** Text and signature lines of a signed note, or null when it is none. */
export function splitNote(note: string): { text: string; signatures: string } | null {
  const [, text, signatures] = NOTE.exec(note) ?? [];
  return text === undefined || signatures === undefined ? null : { text, signatures };
}

/** Puts a note together from its text and its signature lines. */
export function joinNote(text: string, signatures: readonly string[]): string {
  return `${text}\n${signatures.join("")}`;
}
