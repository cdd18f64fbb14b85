/**
 * The chain of a journal: each group closes with the SHA-256 of the hash before it and its own bytes.
 * So a group says all that was before it, across segments and runs.
 */
import { HASH_BYTES } from "./segment-header.ts";

/** What the first group of a journal goes on from. */
export const CHAIN_START: Uint8Array = new Uint8Array(HASH_BYTES);

/** Room before the bytes of a group, for the hash that they go on from: one call hashes both. */
export const CHAIN_ROOM = HASH_BYTES;

let scratch = Buffer.alloc(1 << 16);

/** Hash of `before` and `bytes[start..end)`. */
export function chainOf(
  before: Uint8Array,
  bytes: Uint8Array,
  start: number,
  end: number,
): Uint8Array {
  const count = CHAIN_ROOM + end - start;
  if (scratch.length < count) scratch = Buffer.alloc(2 * count);
  scratch.set(before, 0);
  // Without a view of the part: recovery hashes millions of groups.
  Buffer.prototype.copy.call(bytes, scratch, CHAIN_ROOM, start, end);
  const chain = new Uint8Array(HASH_BYTES);
  Bun.SHA256.hash(new Uint8Array(scratch.buffer, scratch.byteOffset, count), chain);
  return chain;
}

export function isSameHash(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) return false;
  return true;
}
