/**
 * Proofs for people who do not have the log: that a record is in it, and that a checkpoint continues an
 * earlier one. Made from the tiles as they lie there, and checked before they are handed out.
 */
import { Block, hashIn } from "./block.ts";
import { LogFolder } from "./folder/log-folder.ts";
import { type LogMoment, readMoment } from "./folder/log-moment.ts";
import { tileName } from "./folder/paths.ts";
import { type Newest, newestOf } from "./newest-checkpoint.ts";
import { checkSignatures } from "./note/signed-checkpoint.ts";
import { parseKeyFile } from "./note/verifier-key.ts";
import { NO_LEAVES, nodeOf } from "./tree/hash.ts";
import { consistencyHolds, inclusionHolds } from "./tree/proof-check.ts";
import { subtreeRoot, WIDTH } from "./tree/subtree-root.ts";
import { tampered, unreadable } from "./verdict.ts";
import type { NamedText } from "./verify-log.ts";

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

/**
 * Makes an inclusion proof.
 *
 * @param trusted Keys of which one must have signed; without them it is those of the folder.
 * @throws Broken when there is no such record, when it does not hold, and for a checkpoint that is not
 * signed.
 */
export function inclusionOf(path: string, sequence: number, trusted?: NamedText): InclusionProof {
  const folder = new LogFolder(path);
  const moment = readMoment(folder);
  const { note, checkpoint } = signedIn(moment, trusted);
  const { origin, size, root } = checkpoint;
  if (!(sequence >= 0 && sequence < size)) {
    throw unreadable("sequence", `one of the ${size} that are signed`, String(sequence));
  }
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

/**
 * Makes a consistency proof. Both trees are held against the one that is signed: nobody gets a root from
 * here that the newest checkpoint does not vouch for.
 *
 * @param trusted As for an inclusion.
 * @throws Broken when the log is not as long, when it does not hold, and for a checkpoint that is not
 * signed.
 */
export function consistencyOf(
  path: string,
  { oldSize, newSize }: Pick<ConsistencyProof, "oldSize" | "newSize">,
  trusted?: NamedText,
): ConsistencyProof {
  const folder = new LogFolder(path);
  const moment = readMoment(folder);
  const { checkpoint } = signedIn(moment, trusted);
  const { origin, size } = checkpoint;
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
  const isSigned = consistencyHolds(next, checkpoint, tree.stepsOf(newSize, size));
  if (!isSigned) {
    const expected = "a tree of the newest checkpoint";
    throw tampered({ sequence: 0, what: `tree of ${newSize} leaves`, expected, actual: "another" });
  }
  if (!consistencyHolds(old, next, hashes)) {
    throw tampered({ sequence: 0, what: "proof", expected: "both roots", actual: "others" });
  }
  return { origin, oldSize, newSize, oldRoot, newRoot, hashes };
}

/** The newest checkpoint, when it is signed. */
function signedIn(moment: LogMoment, trusted: NamedText | undefined): Newest {
  const newest = newestOf(moment);
  const { name, text } = trusted ?? { name: "keys", text: moment.keys ?? "" };
  const keys = parseKeyFile(text);
  if (keys === null) throw unreadable(name, "verifier keys", "something else");
  const signed = checkSignatures(newest.checkpoint, keys);
  const what = "signature of the newest checkpoint";
  if (signed === "UNKNOWN") throw unreadable(what, `one of a key in ${name}`, "none");
  if (signed === "GOOD") return newest;
  const { size: sequence } = newest.checkpoint;
  throw tampered({ sequence, what, expected: "a true one", actual: "a bad one" });
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
