/**
 * The tiles of a log: full ones on disk, and of each level the one that still grows, in memory. At
 * most 8 KiB a level, and a level more for each 256 times as many leaves.
 */
import { assert } from "../../../../core/assert.ts";
import type { TreeStorage } from "../../../io/disk/tree-storage.ts";
import { HASH_BYTES, nodeHash } from "../tree/tree-hash.ts";
import { TILE_WIDTH, tilePath } from "./tile-path.ts";

/** Levels of the tree that one level of tiles covers. */
const TREE_LEVELS = 8;

/** A tile, ready to be written. */
export type Tile = {
  readonly level: number;
  readonly index: number;
  /** 1 to 256. */
  readonly width: number;
  readonly bytes: Uint8Array;
};

type GrowingTile = { index: number; hashes: Uint8Array[] };

export class TileShelf {
  readonly #storage: TreeStorage;
  readonly #levels: GrowingTile[] = [];
  /** The last tile that was read: a proof asks for the same one often. */
  #lastRead: { path: string; hashes: readonly Uint8Array[] } | null = null;

  constructor(storage: TreeStorage) {
    this.#storage = storage;
  }

  /** The shelf of a log of `size` leaves, a multiple of 256, whose full tiles are on disk. */
  static open(storage: TreeStorage, size: number): TileShelf {
    const shelf = new TileShelf(storage);
    for (let level = 0, hashes = size; hashes > 0; level += 1) {
      const index = Math.floor(hashes / TILE_WIDTH);
      const growing: GrowingTile = { index, hashes: [] };
      shelf.#levels[level] = growing;
      for (let at = index * TILE_WIDTH; at < hashes; at += 1) {
        growing.hashes.push(rootOf(shelf.#read(level - 1, at)));
      }
      hashes = index;
    }
    return shelf;
  }

  /** A node of the tree was completed. Returns the tile that it fills, or null. */
  add(treeLevel: number, hash: Uint8Array): Tile | null {
    if (treeLevel % TREE_LEVELS !== 0) return null;
    const level = treeLevel / TREE_LEVELS;
    const growing = this.#levels[level] ?? { index: 0, hashes: [] };
    this.#levels[level] = growing;
    growing.hashes.push(hash);
    if (growing.hashes.length < TILE_WIDTH) return null;
    const full = tileOf(level, growing);
    growing.index += 1;
    growing.hashes = [];
    return full;
  }

  /** The tiles that are not full yet, those of a tree of as many leaves as were added. */
  partial(): readonly Tile[] {
    return this.#levels.flatMap((growing, level) =>
      growing.hashes.length === 0 ? [] : [tileOf(level, growing)],
    );
  }

  /** Root of the `index`-th complete subtree of 2^level leaves. All tiles that were full are written. */
  subtree(treeLevel: number, index: number): Uint8Array {
    const level = Math.floor(treeLevel / TREE_LEVELS);
    const count = 2 ** (treeLevel % TREE_LEVELS);
    const first = index * count;
    const tile = Math.floor(first / TILE_WIDTH);
    const growing = this.#levels[level];
    const hashes = growing?.index === tile ? growing.hashes : this.#read(level, tile);
    const start = first - tile * TILE_WIDTH;
    const range = hashes.slice(start, start + count);
    assert(range.length === count, "a subtree is complete before it is asked for");
    return rootOf(range);
  }

  #read(level: number, index: number): readonly Uint8Array[] {
    const path = tilePath(level, index);
    if (this.#lastRead?.path === path) return this.#lastRead.hashes;
    const bytes = this.#storage.read(path);
    if (bytes?.length !== TILE_WIDTH * HASH_BYTES) {
      throw new Error(`Cannot read the audit log as ${path} must be a full tile`);
    }
    const hashes = Array.from({ length: TILE_WIDTH }, (_, at) =>
      bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
    );
    this.#lastRead = { path, hashes };
    return hashes;
  }
}

function tileOf(level: number, { index, hashes }: GrowingTile): Tile {
  return { level, index, width: hashes.length, bytes: Buffer.concat(hashes) };
}

/** Root of 2^n hashes of one level. */
function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  const [first] = hashes;
  assert(first !== undefined, "a subtree has a leaf");
  if (hashes.length === 1) return first;
  const half = hashes.length / 2;
  return nodeHash(rootOf(hashes.slice(0, half)), rootOf(hashes.slice(half)));
}
