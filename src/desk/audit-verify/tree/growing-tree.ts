/**
 * The tree as the verifier walks through the leaves: for each level of tiles the hashes that no full
 * tile holds yet. At most 8 KiB a level, however long the log is.
 */
import { NO_LEAVES, nodeOf, SHA256_BYTES } from "./hash.ts";
import { subtreeRoot, TILE_BYTES, WIDTH } from "./subtree-root.ts";

/** Some hashes of one level of tiles. */
export type Part = {
  readonly level: number;
  readonly index: number;
  readonly width: number;
  readonly hashes: Uint8Array;
};

type Level = { readonly hashes: Uint8Array; width: number; index: number };

export class GrowingTree {
  /** Level 1 of the tiles and up: level 0 is the caller's block. */
  readonly #levels: Level[] = [];
  readonly #onFull: (tile: Part) => undefined;

  /** @param onFull Hears of each tile above the leaves as it is full. */
  constructor(onFull: (tile: Part) => undefined) {
    this.#onFull = onFull;
  }

  /** Adds a full block of 256 leaves. */
  addBlock(hashes: Uint8Array): undefined {
    this.#add(0, subtreeRoot(hashes, 0, WIDTH));
  }

  /** Root of all full blocks and the first `width` leaves of `block`. */
  rootWith(block: Uint8Array, width: number): Uint8Array {
    let root = foldInto(null, block, width);
    for (const level of this.#levels) root = foldInto(root, level.hashes, level.width);
    return root ?? NO_LEAVES;
  }

  /** The parts of tiles of that tree, copied; those of width 0 are left out. */
  partsWith(block: Uint8Array, width: number, index: number): readonly Part[] {
    const parts = [
      { level: 0, index, width, hashes: block },
      ...this.#levels.map((level, at) => ({ level: at + 1, ...level })),
    ];
    return parts
      .filter((part) => part.width > 0)
      .map((part) => ({ ...part, hashes: part.hashes.slice(0, part.width * SHA256_BYTES) }));
  }

  #add(at: number, hash: Uint8Array): undefined {
    const level = this.#levels[at] ?? { hashes: new Uint8Array(TILE_BYTES), width: 0, index: 0 };
    this.#levels[at] = level;
    level.hashes.set(hash, level.width * SHA256_BYTES);
    level.width += 1;
    if (level.width < WIDTH) return;
    this.#onFull({ level: at + 1, index: level.index, width: WIDTH, hashes: level.hashes });
    const root = subtreeRoot(level.hashes, 0, WIDTH);
    level.width = 0;
    level.index += 1;
    this.#add(at + 1, root);
  }
}

/** Puts the complete subtrees of `width` hashes before `right`, the smallest first. */
function foldInto(right: Uint8Array | null, hashes: Uint8Array, width: number): Uint8Array | null {
  let root = right;
  for (let count = 1, end = width; end > 0; count *= 2) {
    if ((end & count) === 0) continue;
    end -= count;
    const subtree = subtreeRoot(hashes, end, count);
    root = root === null ? subtree : nodeOf(subtree, root);
  }
  return root;
}
