/**
 * Inclusion and consistency proofs (RFC 9162, 2.1.3.1 and 2.1.4.1), made from the roots of complete
 * subtrees, wherever those are kept.
 */
import { assert } from "../../../../core/assert.ts";
import { EMPTY_ROOT, nodeHash } from "./tree-hash.ts";

/** Root of the `index`-th complete subtree of 2^level leaves. */
export type SubtreeSource = (level: number, index: number) => Uint8Array;

/** Root of the tree of the first `size` leaves. */
export function rootAt(source: SubtreeSource, size: number): Uint8Array {
  return size === 0 ? EMPTY_ROOT : rangeRoot(source, 0, size);
}

/** The hashes beside the way from leaf `index` up to the root of the first `size` leaves. */
export function inclusionProof(
  source: SubtreeSource,
  index: number,
  size: number,
): readonly Uint8Array[] {
  assert(index >= 0 && index < size, "a leaf is proven in a tree that holds it");
  const proof: Uint8Array[] = [];
  let from = 0;
  let to = size;
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      proof.push(rangeRoot(source, middle, to));
      to = middle;
    } else {
      proof.push(rangeRoot(source, from, middle));
      from = middle;
    }
  }
  return proof.reverse();
}

/** What proves that the tree of `size` leaves begins with that of `oldSize` leaves. */
export function consistencyProof(
  source: SubtreeSource,
  oldSize: number,
  size: number,
): readonly Uint8Array[] {
  assert(oldSize >= 0 && oldSize <= size, "a tree is consistent with a smaller one");
  if (oldSize === 0 || oldSize === size) return [];
  const proof: Uint8Array[] = [];
  let from = 0;
  let to = size;
  let isWhole = true;
  while (oldSize < to) {
    const middle = from + splitOf(to - from);
    if (oldSize <= middle) {
      proof.push(rangeRoot(source, middle, to));
      to = middle;
    } else {
      proof.push(rangeRoot(source, from, middle));
      from = middle;
      isWhole = false;
    }
  }
  if (!isWhole) proof.push(rangeRoot(source, from, to));
  return proof.reverse();
}

/** Root of leaves `from` to `to`; `from` is a multiple of the smallest power of two that holds them. */
function rangeRoot(source: SubtreeSource, from: number, to: number): Uint8Array {
  const count = to - from;
  const level = Math.log2(count);
  if (Number.isInteger(level)) return source(level, from / count);
  const middle = from + splitOf(count);
  return nodeHash(rangeRoot(source, from, middle), rangeRoot(source, middle, to));
}

/** The largest power of two below `count`, which is at least 2. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}
