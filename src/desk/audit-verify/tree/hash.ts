/**
 * SHA-256 for the verifier: into memory that is there, since it hashes each leaf of gigabytes. Leaf,
 * node and chain as RFC 6962 and the log's format have them.
 */

/** Bytes of a hash. */
export const SHA256_BYTES = 32;

const sha = Bun.SHA256;
const scratch = new Uint8Array(1 + 2 * SHA256_BYTES);

/** Hashes `bytes` into `out`, whose first 32 bytes are written. */
export function hashInto(bytes: Uint8Array, out: Uint8Array): undefined {
  sha.hash(bytes, out);
}

/** The hash of `bytes`, in memory of its own. */
export function hashOf(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(SHA256_BYTES);
  sha.hash(bytes, out);
  return out;
}

/** SHA-256(tag || left || right), where both are hashes at places of their arrays. */
function pairInto(tag: number, left: Uint8Array, right: Uint8Array, out: Uint8Array): undefined {
  scratch[0] = tag;
  scratch.set(left, 1);
  scratch.set(right, 1 + SHA256_BYTES);
  sha.hash(scratch, out);
}

/** A node of the tree: tag 1. `out` may be one of both. */
export function nodeInto(left: Uint8Array, right: Uint8Array, out: Uint8Array): undefined {
  pairInto(1, left, right, out);
}

/** A link of the chain: tag 2. `out` may be `before`. */
export function linkInto(before: Uint8Array, leaf: Uint8Array, out: Uint8Array): undefined {
  pairInto(2, before, leaf, out);
}

/** A node, in memory of its own. */
export function nodeOf(left: Uint8Array, right: Uint8Array): Uint8Array {
  const out = new Uint8Array(SHA256_BYTES);
  pairInto(1, left, right, out);
  return out;
}

/** Hash of a leaf's bytes: tag 0. */
export function leafOf(leaf: Uint8Array): Uint8Array {
  const tagged = new Uint8Array(1 + leaf.length);
  tagged.set(leaf, 1);
  return hashOf(tagged);
}

/** Compares two hashes. */
export function isSameHash(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

/** Root of no leaves. */
export const NO_LEAVES: Uint8Array = hashOf(new Uint8Array());
