/**
 * Verification of a consistency proof (RFC 9162, 2.1.4.2): what a signer does before it signs. It
 * holds no tree, so the proof is all it has.
 */
import { EMPTY_ROOT, nodeHash } from "./tree-hash.ts";

/** A tree, by what a checkpoint says of it. */
export type TreeHead = {
  /** Leaves. */
  readonly size: number;
  readonly root: Uint8Array;
};

/** True when `proof` shows that the tree `next` begins with the tree `old`. */
export function isConsistent(old: TreeHead, next: TreeHead, proof: readonly Uint8Array[]): boolean {
  if (!(old.size <= next.size)) return false;
  if (old.size === next.size) return proof.length === 0 && isSame(old.root, next.root);
  if (old.size === 0) return proof.length === 0 && isSame(old.root, EMPTY_ROOT);
  // A tree of 2^n leaves is a node of the larger one, and the proof does not repeat it.
  const path = Number.isInteger(Math.log2(old.size)) ? [old.root, ...proof] : proof;
  const roots = rootsOf(old.size, next.size, path);
  return roots !== null && isSame(roots.old, old.root) && isSame(roots.next, next.root);
}

/** The two roots that `path` leads to, or null when its length is not that of such a proof. */
function rootsOf(oldSize: number, size: number, path: readonly Uint8Array[]) {
  const [first, ...rest] = path;
  if (first === undefined) return null;
  const last = { old: oldSize - 1, next: size - 1 };
  while (last.old % 2 === 1) goUp(last);
  const roots = { old: first, next: first };
  for (const hash of rest) {
    if (last.next === 0) return null;
    if (last.old % 2 === 1 || last.old === last.next) {
      roots.old = nodeHash(hash, roots.old);
      roots.next = nodeHash(hash, roots.next);
      while (last.old % 2 === 0 && last.old !== 0) goUp(last);
    } else {
      roots.next = nodeHash(roots.next, hash);
    }
    goUp(last);
  }
  return last.next === 0 ? roots : null;
}

/** Both places, one level nearer to the root. */
function goUp(last: { old: number; next: number }): undefined {
  last.old = Math.floor(last.old / 2);
  last.next = Math.floor(last.next / 2);
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}
