/**
 * What the verifier reads of a leaf, where it lies in its bundle.
 *
 * ```text
 *   0  version u8 = 1 | flags u8 | bytes of kind u8 | bytes of actor u8 | personal fields u16
 *   6  sequence u64 | wall time u64, us
 *  22  kind | actor | fields: bytes of name u8, name, hash 32 | payload
 * ```
 */
import { SHA256_BYTES } from "../tree/hash.ts";

const HEAD_BYTES = 22;
const BY_HASH = 1;
const REFERENCE_BYTES = 8 + SHA256_BYTES;
const OWN_ACTOR = Buffer.from("audit");

/** True when the bytes from `from` to `to` begin as a leaf does, and its parts have room in it. */
export function isLeaf(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < HEAD_BYTES || bytes[from] !== 1 || (bytes[from + 1] ?? 2) > BY_HASH) return false;
  const names = (bytes[from + 2] ?? 0) + (bytes[from + 3] ?? 0);
  return bytes[from + 2] !== 0 && bytes[from + 3] !== 0 && from + HEAD_BYTES + names <= to;
}

/** The sequence that a leaf says of itself. NaN when it is none. */
export function sequenceOf(bytes: Uint8Array, from: number): number {
  return u64(bytes, from + 6);
}

/** Microseconds since the epoch. */
export function wallMicrosOf(bytes: Uint8Array, from: number): number {
  return u64(bytes, from + 14);
}

/** The kind of a record that the log itself wrote, or null when the desk did. */
export function ownKindOf(bytes: Uint8Array, from: number): string | null {
  if (bytes[from + 3] !== OWN_ACTOR.length) return null;
  const kindEnd = from + HEAD_BYTES + (bytes[from + 2] ?? 0);
  for (let at = 0; at < OWN_ACTOR.length; at += 1) {
    if (bytes[kindEnd + at] !== OWN_ACTOR[at]) return null;
  }
  return Buffer.from(bytes.subarray(from + HEAD_BYTES, kindEnd)).toString("latin1");
}

/** Whether a leaf refers to files beside the log. */
export function hasFiles(bytes: Uint8Array, from: number): boolean {
  return bytes[from + 1] === BY_HASH || bytes[from + 4] !== 0 || bytes[from + 5] !== 0;
}

/** A leaf, taken apart. */
export type LeafParts = {
  readonly kind: string;
  readonly actor: string;
  /** SHA-256(salt || field), by name. */
  readonly hidden: ReadonlyMap<string, Uint8Array>;
  /** The payload, or null when it is in a file of its own. */
  readonly payload: Uint8Array | null;
  readonly reference: { readonly bytes: number; readonly hash: Uint8Array } | null;
};

/** Takes a leaf apart; null when its parts do not fit. */
export function partsOf(leaf: Uint8Array): LeafParts | null {
  if (!isLeaf(leaf, 0, leaf.length)) return null;
  const kindEnd = HEAD_BYTES + (leaf[2] ?? 0);
  let at = kindEnd + (leaf[3] ?? 0);
  const text = (from: number, to: number) =>
    Buffer.from(leaf.subarray(from, to)).toString("latin1");
  const head = { kind: text(HEAD_BYTES, kindEnd), actor: text(kindEnd, at) };
  const hidden = new Map<string, Uint8Array>();
  for (let left = (leaf[4] ?? 0) * 256 + (leaf[5] ?? 0); left > 0; left -= 1) {
    const nameEnd = at + 1 + (leaf[at] ?? 0);
    if (nameEnd + SHA256_BYTES > leaf.length) return null;
    hidden.set(text(at + 1, nameEnd), leaf.subarray(nameEnd, nameEnd + SHA256_BYTES));
    at = nameEnd + SHA256_BYTES;
  }
  const rest = leaf.subarray(at);
  if (leaf[1] !== BY_HASH) return { ...head, hidden, payload: rest, reference: null };
  if (rest.length !== REFERENCE_BYTES) return null;
  const reference = { bytes: u64(rest, 0), hash: rest.subarray(8) };
  return { ...head, hidden, payload: null, reference };
}

function u64(bytes: Uint8Array, at: number): number {
  let high = 0;
  let low = 0;
  for (let index = 0; index < 4; index += 1) {
    high = high * 256 + (bytes[at + index] ?? Number.NaN);
    low = low * 256 + (bytes[at + 4 + index] ?? Number.NaN);
  }
  return high * 2 ** 32 + low;
}
