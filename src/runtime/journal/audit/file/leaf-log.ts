/**
 * The leaves of a log on its storage: durable one by one in the tail, and by 256 in bundles and tiles.
 *
 * Order of writing when 256 leaves are together: the tail, the tiles that they fill, the bundle, a
 * new tail. A crash between any two leaves a tail from which the rest is written again, the same.
 */

import type { TreeStorage } from "../../../io/disk/tree-storage.ts";
import { Frontier } from "../tree/frontier.ts";
import { rootAt, type SubtreeSource } from "../tree/proof-making.ts";
import { chainHash, leafHash } from "../tree/tree-hash.ts";
import { bundleOf } from "./entry-bundle.ts";
import { FIRST_TAIL, readTail, type Tail, tailFrame, tailHead } from "./tail-file.ts";
import { partialFolder, TAIL_FILE, TILE_WIDTH, type TileLevel, tilePath } from "./tile-path.ts";
import { type Tile, TileShelf } from "./tile-shelf.ts";

export class LeafLog {
  /** Bytes that a cut write had left, and that were taken away when the log was opened. */
  readonly tornBytes: number;
  readonly #storage: TreeStorage;
  readonly #shelf: TileShelf;
  readonly #frontier: Frontier;
  readonly #subtree: SubtreeSource;
  #chain: Uint8Array;
  /** Of the bundle that grows. */
  #leaves: Uint8Array[] = [];
  /** Full tiles that are not written yet. */
  #full: Tile[] = [];
  /** Frames that are not durable yet. */
  #frames: Uint8Array[] = [];

  private constructor(storage: TreeStorage, tail: Tail) {
    this.#storage = storage;
    this.#shelf = TileShelf.open(storage, tail.first);
    this.#subtree = (level, index) => this.#shelf.subtree(level, index);
    this.#frontier = Frontier.of(tail.first, this.#subtree);
    this.#chain = tail.chainBefore;
    this.tornBytes = tail.tornBytes;
  }

  /** @throws Error when a file is missing or damaged, other than by a write that was cut. */
  static open(storage: TreeStorage): LeafLog {
    const bytes = storage.read(TAIL_FILE);
    if (bytes === null) storage.replace(TAIL_FILE, FIRST_TAIL);
    const tail = readTail(bytes ?? FIRST_TAIL);
    if (bytes !== null && tail.tornBytes > 0) cutTail(storage, bytes, tail);
    const log = new LeafLog(storage, tail);
    for (const leaf of tail.leaves) log.#add(leaf);
    if (log.#leaves.length === TILE_WIDTH) log.#seal();
    return log;
  }

  /** Leaves, durable or not. */
  get size(): number {
    return this.#frontier.size;
  }

  /** Behind the last leaf. */
  get chain(): Uint8Array {
    return this.#chain;
  }

  /** For proofs: over all leaves. */
  get subtree(): SubtreeSource {
    return this.#subtree;
  }

  root(): Uint8Array {
    return this.#frontier.root();
  }

  /** Root of the first `size` leaves. */
  rootAt(size: number): Uint8Array {
    return rootAt(this.#subtree, size);
  }

  /** Adds a leaf, which is durable after the next {@link flush}. */
  append(leaf: Uint8Array): undefined {
    this.#add(leaf);
    this.#frames.push(tailFrame(leaf, this.#chain));
    if (this.#leaves.length === TILE_WIDTH) this.#seal();
  }

  /** Makes all leaves durable. */
  flush(): undefined {
    if (this.#frames.length === 0) return;
    this.#storage.append(TAIL_FILE, Buffer.concat(this.#frames));
    this.#frames = [];
  }

  /** Writes the partial tiles that a reader of a checkpoint of this size needs. */
  publish(): undefined {
    for (const { level, index, width, bytes } of this.#shelf.partial()) {
      this.#storage.replace(tilePath(level, index, width), bytes);
    }
    const width = this.#leaves.length;
    if (width === 0) return;
    const path = tilePath("entries", this.#bundleIndex(), width);
    this.#storage.replace(path, bundleOf(this.#leaves));
  }

  /** Deletes partial tiles of earlier sizes, which no checkpoint needs any more. */
  prune(): undefined {
    for (const { level, index, width } of this.#shelf.partial()) {
      this.#pruneTo(level, index, width);
      // The one before is full, and its parts may have outlived a crash.
      if (index > 0) this.#storage.remove(partialFolder(level, index - 1));
    }
    const index = this.#bundleIndex();
    if (this.#leaves.length > 0) this.#pruneTo("entries", index, this.#leaves.length);
    if (index > 0) this.#storage.remove(partialFolder("entries", index - 1));
  }

  #pruneTo(level: TileLevel, index: number, width: number): undefined {
    const folder = partialFolder(level, index);
    for (const name of this.#storage.list(folder)) {
      if (name !== String(width)) this.#storage.remove(`${folder}/${name}`);
    }
  }

  #bundleIndex(): number {
    return Math.floor(this.size / TILE_WIDTH);
  }

  #add(leaf: Uint8Array): undefined {
    const hash = leafHash(leaf);
    this.#chain = chainHash(this.#chain, hash);
    this.#frontier.append(hash, (level, node) => {
      const tile = this.#shelf.add(level, node);
      if (tile !== null) this.#full.push(tile);
    });
    this.#leaves.push(leaf);
  }

  #seal(): undefined {
    this.flush();
    for (const { level, index, bytes } of this.#full) {
      this.#storage.replace(tilePath(level, index), bytes);
    }
    const bundle = tilePath("entries", this.#bundleIndex() - 1);
    this.#storage.replace(bundle, bundleOf(this.#leaves));
    this.#storage.replace(TAIL_FILE, tailHead(this.size, this.#chain));
    this.#full = [];
    this.#leaves = [];
  }
}

/** Keeps a copy of what is cut away: it may tell somebody what happened. */
function cutTail(storage: TreeStorage, bytes: Uint8Array, tail: Tail): undefined {
  const sequence = tail.first + tail.leaves.length;
  storage.replace(`torn/${sequence}`, bytes.slice(tail.wholeBytes));
  storage.truncate(TAIL_FILE, tail.wholeBytes);
}
