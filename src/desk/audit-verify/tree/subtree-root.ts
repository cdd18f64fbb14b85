/**
 * Roots of complete subtrees, from the hashes of one level that lie one behind the other. It works in
 * memory of its own that is used again and again, so that a block of leaves costs no allocation.
 */
import { hashInto, SHA256_BYTES } from "./hash.ts";

/** Hashes of a tile. */
export const WIDTH = 256;
export const TILE_BYTES = WIDTH * SHA256_BYTES;

const PAIR_BYTES = 2 * SHA256_BYTES;

// The hashes, then one pair with the tag of a node before it.
const work = new Uint8Array(TILE_BYTES + 1 + PAIR_BYTES);
const places = Array.from({ length: WIDTH }, (_, at) =>
  work.subarray(at * SHA256_BYTES, (at + 1) * SHA256_BYTES),
);
const tagged = work.subarray(TILE_BYTES);
tagged[0] = 1;

/**
 * Root of `count` hashes of `hashes`, from the one at place `from`.
 * @param count A power of two, at most 256.
 */
export function subtreeRoot(hashes: Uint8Array, from: number, count: number): Uint8Array {
  const start = from * SHA256_BYTES;
  work.set(hashes.subarray(start, start + count * SHA256_BYTES));
  for (let left = count / 2; left >= 1; left /= 2) {
    for (let at = 0; at < left; at += 1) {
      work.copyWithin(TILE_BYTES + 1, at * PAIR_BYTES, (at + 1) * PAIR_BYTES);
      hashInto(tagged, places[at] as Uint8Array);
    }
  }
  return work.slice(0, SHA256_BYTES);
}
