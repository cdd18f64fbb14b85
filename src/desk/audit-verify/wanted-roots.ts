/**
 * Sizes at which the verifier must know the root, besides those of the checkpoints in the log: the
 * newest checkpoint and the anchors. They are found on the way, since no leaf is read twice.
 */
import type { GrowingTree, Part } from "./tree/growing-tree.ts";
import { NO_LEAVES } from "./tree/hash.ts";
import { WIDTH } from "./tree/subtree-root.ts";

export class WantedRoots {
  readonly #sizes: readonly number[];
  readonly #roots = new Map<number, Uint8Array>([[0, NO_LEAVES]]);
  readonly #partsSize: number;
  #parts: readonly Part[] = [];
  #next = 0;

  /** @param partsSize Size for which the partial tiles are wanted as well. */
  constructor(sizes: readonly number[], partsSize: number) {
    this.#sizes = [...new Set([...sizes, partsSize])].sort((left, right) => left - right);
    this.#partsSize = partsSize;
  }

  /** Partial tiles of the size they were wanted for. */
  get parts(): readonly Part[] {
    return this.#parts;
  }

  /** Root of the first `size` leaves, or null when there are not as many. */
  rootOf(size: number): Uint8Array | null {
    return this.#roots.get(size) ?? null;
  }

  /** `count` leaves from `base` are known, at most 255, and not in the tree. */
  pass(tree: GrowingTree, block: { base: number; count: number; hashes: Uint8Array }): undefined {
    const { base, count, hashes } = block;
    for (let size = this.#at(); size <= base + count; size = this.#at()) {
      this.#next += 1;
      this.#roots.set(size, tree.rootWith(hashes, size - base));
      if (size === this.#partsSize) this.#parts = tree.partsWith(hashes, size - base, base / WIDTH);
    }
  }

  #at(): number {
    while (this.#sizes[this.#next] === 0) this.#next += 1;
    return this.#sizes[this.#next] ?? Number.POSITIVE_INFINITY;
  }
}
