/**
 * Proofs for people who do not have the log: that a record is in it, and that a checkpoint continues an
 * earlier one. Made from the tiles as they lie there, and checked before they are handed out.
 */
import { Block, hashIn } from "./block.ts";
import { LogFolder } from "./folder/log-folder.ts";
import { type LogMoment, readMoment } from "./folder/log-moment.ts";
import { tileName } from "./folder/paths.ts";
import { newestOf } from "./newest-checkpoint.ts";
import { checkSignatures } from "./note/signed-checkpoint.ts";
import { parseKeyFile } from "./note/verifier-key.ts";
import { NO_LEAVES, nodeOf } from "./tree/hash.ts";
import { consistencyHolds, inclusionHolds } from "./tree/proof-check.ts";
import { subtreeRoot, WIDTH } from "./tree/subtree-root.ts";
import { tampered, unreadable } from "./verdict.ts";

/** That a record is in the tree of a checkpoint. */
export type InclusionProof = {
  readonly origin: string;
  readonly sequence: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly leaf: Uint8Array;
  readonly leafHash: Uint8Array;
  readonly hashes: readonly Uint8Array[];
  /** The signed checkpoint. */
  readonly note: string;
};

/** That the tree of `newSize` leaves begins with that of `oldSize`. */
export type ConsistencyProof = {
  readonly origin: string;
  readonly oldSize: number;
  readonly newSize: number;
  readonly oldRoot: Uint8Array;
  readonly newRoot: Uint8Array;
  readonly hashes: readonly Uint8Array[];
};

/** Makes an inclusion proof. @throws Broken when there is no such record, or it does not hold. */
export function inclusionOf(path: string, sequence: number): InclusionProof {
  const folder = new LogFolder(path);
  const moment = readMoment(folder);
  const { note, checkpoint } = newestOf(moment);
  const { origin, size, root } = checkpoint;
  if (!(sequence >= 0 && sequence < size)) {
    throw unreadable("sequence", `one of the ${size} that are signed`, String(sequence));
  }
  const keys = parseKeyFile(moment.keys ?? "") ?? [];
  const signed = checkSignatures(checkpoint, keys);
  if (signed !== "GOOD") throw unreadable("checkpoint", "a good signature", signed);
  const leaf = leafIn(folder, moment.parts, { sequence, size });
  const block = new Block();
  const tagged = Buffer.concat([new Uint8Array(1), leaf]);
  block.clear(tagged);
  block.add(1, tagged.length);
  const leafHash = hashIn(block.hashes, 0);
  const hashes = new TileTree(folder, moment.parts, size).pathOf(sequence);
  if (!inclusionHolds({ index: sequence, size, root, leaf: leafHash }, hashes)) {
    throw tampered({ sequence, what: "proof", expected: "the signed root", actual: "another" });
  }
  return { origin, sequence, size, root, leaf, leafHash, hashes, note };
}

/** Makes a consistency proof. @throws Broken when the log is not as long, or it does not hold. */
export function consistencyOf(path: string, oldSize: number, newSize: number): ConsistencyProof {
  const folder = new LogFolder(path);
  const moment = readMoment(folder);
  const { origin, size } = newestOf(moment).checkpoint;
  if (!(oldSize >= 0 && oldSize <= newSize && newSize <= size)) {
    throw unreadable("sizes", `two in order, up to ${size}`, `${oldSize} and ${newSize}`);
  }
  const tree = new TileTree(folder, moment.parts, size);
  const [oldRoot, newRoot] = [tree.rootOf(oldSize), tree.rootOf(newSize)];
  const hashes = tree.stepsOf(oldSize, newSize);
  const [old, next] = [
    { size: oldSize, root: oldRoot },
    { size: newSize, root: newRoot },
  ];
  if (!consistencyHolds(old, next, hashes)) {
    throw tampered({ sequence: 0, what: "proof", expected: "both roots", actual: "others" });
  }
  return { origin, oldSize, newSize, oldRoot, newRoot, hashes };
}

function leafIn(
  folder: LogFolder,
  parts: LogMoment["parts"],
  { sequence, size }: { readonly sequence: number; readonly size: number },
): Uint8Array {
  const index = Math.floor(sequence / WIDTH);
  const isPartial = index === Math.floor(size / WIDTH);
  const full = tileName("entries", index);
  const name = isPartial ? tileName("entries", index, size % WIDTH) : full;
  const bundle = (isPartial ? parts.get(name) : undefined) ?? folder.bytes(full);
  const block = new Block();
  const isWhole = bundle !== null && block.takeBundle(Uint8Array.from(bundle));
  const at = sequence % WIDTH;
  if (!isWhole || at >= block.count) {
    throw tampered({ sequence, what: name, expected: "the record", actual: "none" });
  }
  return bundle.subarray(block.from[at], block.to[at]);
}

/** The tree of a checkpoint's size, as its tiles have it. */
class TileTree {
  readonly #folder: LogFolder;
  readonly #parts: LogMoment["parts"];
  readonly #size: number;

  constructor(folder: LogFolder, parts: LogMoment["parts"], size: number) {
    this.#folder = folder;
    this.#parts = parts;
    this.#size = size;
  }

  rootOf(size: number): Uint8Array {
    return size === 0 ? NO_LEAVES : this.#range(0, size);
  }

  /** Hashes beside the way up from a leaf. */
  pathOf(sequence: number, from = 0, to = this.#size): readonly Uint8Array[] {
    if (to - from === 1) return [];
    const middle = from + halfOf(to - from);
    return sequence < middle
      ? [...this.pathOf(sequence, from, middle), this.#range(middle, to)]
      : [...this.pathOf(sequence, middle, to), this.#range(from, middle)];
  }

  /** Hashes that both trees are made of. */
  stepsOf(oldSize: number, newSize: number): readonly Uint8Array[] {
    return oldSize === 0 || oldSize === newSize ? [] : this.#steps(oldSize, 0, newSize, true);
  }

  #steps(oldSize: number, from: number, to: number, isWhole: boolean): readonly Uint8Array[] {
    if (oldSize === to) return isWhole ? [] : [this.#range(from, to)];
    const middle = from + halfOf(to - from);
    return oldSize <= middle
      ? [...this.#steps(oldSize, from, middle, isWhole), this.#range(middle, to)]
      : [...this.#steps(oldSize, middle, to, false), this.#range(from, middle)];
  }

  #range(from: number, to: number): Uint8Array {
    const count = to - from;
    const half = halfOf(count);
    if (count > 1 && half * 2 !== count) {
      return nodeOf(this.#range(from, from + half), this.#range(from + half, to));
    }
    let level = 0;
    let width = 1;
    while (width * WIDTH <= count) {
      level += 1;
      width *= WIDTH;
    }
    return this.#subtree(level, from / width, count / width);
  }

  /** Root of `count` hashes of one tile, from the hash `at` of its level. */
  #subtree(level: number, at: number, count: number): Uint8Array {
    const index = Math.floor(at / WIDTH);
    const place = at - index * WIDTH;
    const full = tileName(level, index);
    const width = Math.floor(this.#size / WIDTH ** level) - index * WIDTH;
    const name = width < WIDTH ? tileName(level, index, width) : full;
    const tile = this.#parts.get(name) ?? this.#folder.bytes(full);
    if (tile === null || tile.length < (place + count) * 32) {
      const sequence = at * WIDTH ** level;
      throw tampered({ sequence, what: name, expected: "a tile", actual: "none" });
    }
    return subtreeRoot(tile, place, count);
  }
}

/** The largest power of two below `count`. */
function halfOf(count: number): number {
  let half = 1;
  while (half * 2 < count) half *= 2;
  return half;
}
