/**
 * Whether a proof holds, by going down the tree as RFC 6962 defines it: the hash of a range is made of
 * the hashes of its halves, and a proof gives, from its end, those that are not on the way.
 */
import { isSameHash, NO_LEAVES, nodeOf } from "./hash.ts";

/** A tree as a checkpoint has it. */
export type TreeClaim = { readonly size: number; readonly root: Uint8Array };

/** A leaf of it. */
export type LeafClaim = TreeClaim & { readonly index: number; readonly leaf: Uint8Array };

/** True when `proof` leads from the leaf to the root, with nothing left over. */
export function inclusionHolds(claim: LeafClaim, proof: readonly Uint8Array[]): boolean {
  const { index, size, leaf, root } = claim;
  if (!(index >= 0 && index < size)) return false;
  const left = [...proof];
  const found = rootWith(index, size, leaf, left);
  return found !== null && left.length === 0 && isSameHash(found, root);
}

/** Root of `size` leaves of which `index` is `leaf`; takes hashes from the end of `proof`. */
function rootWith(
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: Uint8Array[],
): Uint8Array | null {
  if (size === 1) return leaf;
  const middle = middleOf(size);
  const beside = proof.pop();
  if (beside === undefined) return null;
  const isLeft = index < middle;
  const within = isLeft
    ? rootWith(index, middle, leaf, proof)
    : rootWith(index - middle, size - middle, leaf, proof);
  if (within === null) return null;
  return isLeft ? nodeOf(within, beside) : nodeOf(beside, within);
}

/** True when `proof` shows that the tree `next` begins with the tree `old`. */
export function consistencyHolds(
  old: TreeClaim,
  next: TreeClaim,
  proof: readonly Uint8Array[],
): boolean {
  if (!(old.size >= 0 && old.size <= next.size)) return false;
  if (old.size === next.size) return proof.length === 0 && isSameHash(old.root, next.root);
  if (old.size === 0) return proof.length === 0 && isSameHash(old.root, NO_LEAVES);
  const left = [...proof];
  const found = bothRoots({ oldSize: old.size, size: next.size, known: old.root }, left);
  return (
    found !== null &&
    left.length === 0 &&
    isSameHash(found.old, old.root) &&
    isSameHash(found.next, next.root)
  );
}

/** A range of the larger tree; `known` is its hash when all of the smaller tree is this range. */
type Range = { readonly oldSize: number; readonly size: number; readonly known: Uint8Array | null };

function bothRoots(
  { oldSize, size, known }: Range,
  proof: Uint8Array[],
): { old: Uint8Array; next: Uint8Array } | null {
  if (oldSize === size) {
    const hash = known ?? proof.pop();
    return hash === undefined ? null : { old: hash, next: hash };
  }
  const middle = middleOf(size);
  const beside = proof.pop();
  if (beside === undefined) return null;
  if (oldSize <= middle) {
    const within = bothRoots({ oldSize, size: middle, known }, proof);
    return within === null ? null : { old: within.old, next: nodeOf(within.next, beside) };
  }
  const behind = { oldSize: oldSize - middle, size: size - middle, known: null };
  const within = bothRoots(behind, proof);
  if (within === null) return null;
  return { old: nodeOf(beside, within.old), next: nodeOf(beside, within.next) };
}

/** The largest power of two below `size`. */
function middleOf(size: number): number {
  let middle = 1;
  while (middle * 2 < size) middle *= 2;
  return middle;
}
