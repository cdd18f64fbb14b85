/**
 * The hashes of the audit log: RFC 6962's leaf and node, and the chain over leaves.
 *
 * The first byte of what is hashed says what it is, so that no node can be passed off as a leaf.
 */
import { createHash } from "node:crypto";

export const HASH_BYTES = 32;

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const LINK = Uint8Array.of(2);

/** SHA-256 of `bytes`. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}

/** Root of the tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array());

/** What the chain begins with, before the first leaf. */
export const CHAIN_START: Uint8Array = new Uint8Array(HASH_BYTES);

/** SHA-256(0x00 || leaf). */
export function leafHash(leaf: Uint8Array): Uint8Array {
  return createHash("sha256").update(LEAF).update(leaf).digest();
}

/** SHA-256(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return createHash("sha256").update(NODE).update(left).update(right).digest();
}

/** SHA-256(0x02 || chain before the leaf || hash of the leaf). */
export function chainHash(before: Uint8Array, leaf: Uint8Array): Uint8Array {
  return createHash("sha256").update(LINK).update(before).update(leaf).digest();
}
