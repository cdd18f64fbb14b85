/**
 * A Merkle tree that only grows, as the roots of its complete subtrees: one for each bit that is set
 * in its size. That is all that the next leaf and the root need, so memory is O(log n).
 */
import { assert } from "../../../../core/assert.ts";
import { EMPTY_ROOT, nodeHash } from "./tree-hash.ts";

/** Hears of each node as it becomes complete. `level` 0 is a leaf. */
export type NodeListener = (level: number, hash: Uint8Array) => undefined;

export class Frontier {
  /** By level; those of levels whose bit of the size is not set mean nothing. */
  readonly #subtrees: Uint8Array[] = [];
  #size = 0;

  /** Leaves. */
  get size(): number {
    return this.#size;
  }

  /**
   * The frontier of a tree of `size` leaves.
   * @param subtree Root of the complete subtree of 2^level leaves that is the `index`-th of its level.
   */
  static of(size: number, subtree: (level: number, index: number) => Uint8Array): Frontier {
    const frontier = new Frontier();
    frontier.#size = size;
    for (let level = 0, left = size; left > 0; level += 1, left = Math.floor(left / 2)) {
      frontier.#subtrees[level] = left % 2 === 1 ? subtree(level, left - 1) : EMPTY_ROOT;
    }
    return frontier;
  }

  /** Adds the next leaf by its hash, and tells `onNode` of every node that it completes. */
  append(leaf: Uint8Array, onNode: NodeListener): undefined {
    assert(this.#size < Number.MAX_SAFE_INTEGER, "a tree has fewer than 2^53 leaves");
    let node = leaf;
    let level = 0;
    onNode(level, node);
    for (let left = this.#size; left % 2 === 1; left = Math.floor(left / 2)) {
      node = nodeHash(this.#subtrees[level] ?? EMPTY_ROOT, node);
      level += 1;
      onNode(level, node);
    }
    this.#subtrees[level] = node;
    this.#size += 1;
  }

  /** Root of all leaves so far. */
  root(): Uint8Array {
    let root: Uint8Array | null = null;
    for (let level = 0, left = this.#size; left > 0; level += 1, left = Math.floor(left / 2)) {
      if (left % 2 === 0) continue;
      const subtree = this.#subtrees[level] ?? EMPTY_ROOT;
      root = root === null ? subtree : nodeHash(subtree, root);
    }
    return root ?? EMPTY_ROOT;
  }
}
