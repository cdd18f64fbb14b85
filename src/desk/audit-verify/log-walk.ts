/**
 * The way through all leaves of a log, once, from the first to the last: hashes, chain, tree, tiles,
 * and the checkpoints that the log holds. Memory does not grow with the log.
 */
import { Block, hashIn } from "./block.ts";
import type { LogFolder } from "./folder/log-folder.ts";
import { tileName } from "./folder/paths.ts";
import { framesOf, type TailFrames } from "./folder/tail.ts";
import { heldNoteOf, keysOf } from "./held-note.ts";
import { checkLeafFiles } from "./leaf/leaf-files.ts";
import {
  hasFiles,
  isLeaf,
  ownKindOf,
  partsOf,
  sequenceOf,
  wallMicrosOf,
} from "./leaf/leaf-head.ts";
import type { Trust } from "./note/trust.ts";
import type { Timeline } from "./timeline.ts";
import { GrowingTree, type Part } from "./tree/growing-tree.ts";
import { isSameHash, linkInto, SHA256_BYTES } from "./tree/hash.ts";
import { TILE_BYTES, WIDTH } from "./tree/subtree-root.ts";
import { tampered } from "./verdict.ts";
import type { WantedRoots } from "./wanted-roots.ts";

export type WalkParts = {
  readonly folder: LogFolder;
  /** The records behind the last bundle, as of the moment that is judged; null when there are none. */
  readonly tail: Uint8Array | null;
  /** The same folder, with memory of its own. */
  readonly tiles: LogFolder;
  readonly trust: Trust;
  readonly timeline: Timeline;
  readonly roots: WantedRoots;
  /** Which log it must be. */
  readonly origin: string;
  /** Records before and behind are taken from tiles, unread. */
  readonly from: number;
  readonly to: number;
};

export class LogWalk {
  readonly #parts: WalkParts;
  readonly #block = new Block();
  readonly #tree: GrowingTree;
  readonly #chain = new Uint8Array(SHA256_BYTES);
  #size = 0;
  /** Leaves of the block that are not in the tree: those of the tail, once it was read. */
  #openCount = 0;
  #vouchedSize = 0;
  #checkpointCount = 0;
  #heldNote: { readonly note: string; readonly size: number } | null = null;
  #erasedCount = 0;
  #tornBytes = 0;

  constructor(parts: WalkParts) {
    this.#parts = parts;
    this.#tree = new GrowingTree((tile) => this.#checkTile(tile));
  }

  /** Leaves that were found good. */
  get size(): number {
    return this.#size;
  }

  /** Leaves that the last good checkpoint in the log vouches for. */
  get vouchedSize(): number {
    return this.#vouchedSize;
  }

  get checkpointCount(): number {
    return this.#checkpointCount;
  }

  /** The last checkpoint that the log holds, and its size. */
  get heldNote(): { readonly note: string; readonly size: number } | null {
    return this.#heldNote;
  }

  get erasedCount(): number {
    return this.#erasedCount;
  }

  get tornBytes(): number {
    return this.#tornBytes;
  }

  /** Walks. @throws Broken at the first thing that is wrong. */
  run(): undefined {
    const { tail } = this.#parts;
    const frames = tail === null ? null : framesOf(tail);
    const end = frames === null ? Number.POSITIVE_INFINITY : bundlesBefore(frames);
    while (this.#size / WIDTH < end && this.#isThere(this.#size / WIDTH)) {
      this.#takeBundle(this.#size / WIDTH);
    }
    if (frames !== null && this.#isThere(this.#size / WIDTH)) this.#mustHaveGrown(frames);
    this.#takeTail(tail, frames);
  }

  /** A bundle more than the tail allows: since the tail was read the writer has sealed it. */
  #mustHaveGrown({ first, frames }: TailFrames): undefined {
    const now = framesOf(this.#parts.folder.bytes("tail") ?? new Uint8Array());
    const isSealing = frames.length < WIDTH && now?.first === first && now.frames.length === WIDTH;
    if (isSealing || (now !== null && now.first > first)) return;
    const [expected, actual] = [
      `up to 256 from ${this.#size + WIDTH}`,
      `${frames.length} from ${first}`,
    ];
    throw tampered({ sequence: Math.min(first, this.#size), what: "tail", expected, actual });
  }

  /** Root of all leaves. */
  root(): Uint8Array {
    return this.#tree.rootWith(this.#block.hashes, this.#openCount);
  }

  #isThere(index: number): boolean {
    return this.#parts.folder.has(tileName("entries", index));
  }

  #takeBundle(index: number): undefined {
    const { folder, tiles, from, to } = this.#parts;
    const base = index * WIDTH;
    const name = tileName(0, index);
    const tile = tiles.borrow(name);
    if (tile?.length !== TILE_BYTES) {
      const actual = tile === null ? "none" : `${tile.length} bytes`;
      throw tampered({ sequence: base, what: name, expected: `${TILE_BYTES} bytes`, actual });
    }
    if (base + WIDTH <= from || base > to) return this.#passOver(tile);
    const bundle = folder.borrow(tileName("entries", index)) ?? new Uint8Array();
    const fits = this.#block.takeBundle(bundle);
    this.#mustBeLike(tile, base);
    if (!fits || this.#block.count !== WIDTH) {
      throw tampered({
        sequence: base + this.#block.count,
        what: tileName("entries", index),
        expected: `${WIDTH} entries`,
        actual: `${this.#block.count}, and bytes that are none`,
      });
    }
    for (let at = 0; at < WIDTH; at += 1) this.#takeLeaf(base, at);
    return this.#addBlock(base);
  }

  /** A block out of the range that is asked for: its hashes are believed, and their root is checked. */
  #passOver(tile: Uint8Array): undefined {
    const base = this.#size;
    this.#block.hashes.set(tile);
    for (const hash of this.#block.hashAt) linkInto(this.#chain, hash, this.#chain);
    this.#parts.timeline.skip();
    this.#size += WIDTH;
    this.#addBlock(base);
  }

  #addBlock(base: number): undefined {
    const { roots } = this.#parts;
    const { hashes } = this.#block;
    roots.pass(this.#tree, { base, count: WIDTH - 1, hashes });
    this.#tree.addBlock(hashes);
    roots.pass(this.#tree, { base: base + WIDTH, count: 0, hashes });
  }

  #takeTail(bytes: Uint8Array | null, tail: TailFrames | null): undefined {
    const base = this.#size;
    if (bytes === null) return this.#parts.roots.pass(this.#tree, this.#openBlock(base, 0));
    if (tail === null) {
      throw tampered({ sequence: base, what: "tail", expected: "its head", actual: "none" });
    }
    // A crash may leave the tail of a bundle that is complete already.
    if (tail.first + WIDTH === base && tail.frames.length === WIDTH) {
      return this.#compareSealed(bytes, tail);
    }
    if (tail.first !== base || tail.frames.length > WIDTH) {
      const sequence = Math.min(tail.first, base);
      const actual = `${tail.frames.length} from ${tail.first}`;
      throw tampered({ sequence, what: "tail", expected: `up to 256 from ${base}`, actual });
    }
    return this.#takeFrames(bytes, tail);
  }

  #compareSealed(bytes: Uint8Array, { first, frames }: TailFrames): undefined {
    this.#block.clear(bytes);
    for (const { from, to } of frames) this.#block.add(from, to);
    const tile = this.#parts.tiles.borrow(tileName(0, first / WIDTH));
    if (tile !== null) this.#mustBeLike(tile, first);
    this.#parts.roots.pass(this.#tree, this.#openBlock(this.#size, 0));
  }

  #takeFrames(bytes: Uint8Array, tail: TailFrames): undefined {
    const { first, frames, writtenEnd } = tail;
    this.#mustChain(tail.chainBefore, first, "chain before the tail");
    this.#block.clear(bytes);
    for (const [at, { from, to }] of frames.entries()) {
      this.#block.add(from, to);
      const chain = this.#chain.slice();
      linkInto(chain, this.#block.hashAt[at] as Uint8Array, chain);
      const end = to + SHA256_BYTES;
      const said = bytes.subarray(to, end);
      if (!isSameHash(chain, said)) {
        if (end <= writtenEnd) throw unlike(first + at, "chain behind the record", said, chain);
        return this.#endTorn(first + at, bytes.length - from);
      }
      this.#takeLeaf(first, at);
    }
    if (tail.rest > 0 && !tail.isCut) {
      const sequence = first + frames.length;
      const actual = `${tail.rest} bytes that are none`;
      throw tampered({ sequence, what: "tail", expected: "whole records", actual });
    }
    return this.#endTorn(first + frames.length, tail.rest);
  }

  /** The log ends before the record `sequence`; what is behind it was cut in a write. */
  #endTorn(sequence: number, tornBytes: number): undefined {
    this.#tornBytes = tornBytes;
    const count = sequence % WIDTH;
    const isFull = count === 0 && sequence > 0 && this.#block.count === WIDTH;
    const base = isFull ? sequence - WIDTH : sequence - count;
    this.#openCount = sequence - base;
    this.#parts.roots.pass(this.#tree, this.#openBlock(base, this.#openCount));
  }

  #openBlock(base: number, count: number) {
    return { base, count, hashes: this.#block.hashes };
  }

  #takeLeaf(base: number, at: number): undefined {
    const { bytes } = this.#block;
    const from = this.#block.from[at] as number;
    const to = this.#block.to[at] as number;
    const sequence = base + at;
    if (!isLeaf(bytes, from, to) || sequenceOf(bytes, from) !== sequence) {
      const actual = isLeaf(bytes, from, to) ? `sequence ${sequenceOf(bytes, from)}` : "no record";
      throw tampered({ sequence, what: "record", expected: `sequence ${sequence}`, actual });
    }
    const ownKind = ownKindOf(bytes, from);
    if (ownKind !== null) this.#takeOwn(ownKind, sequence, bytes.slice(from, to));
    if (sequence === 0 && ownKind !== "CHECKPOINT") {
      const expected = "the checkpoint of no leaves";
      throw tampered({ sequence, what: "record", expected, actual: ownKind ?? "another" });
    }
    this.#parts.timeline.add(sequence, wallMicrosOf(bytes, from), ownKind);
    if (hasFiles(bytes, from)) this.#takeFiles(sequence, bytes.slice(from, to));
    linkInto(this.#chain, this.#block.hashAt[at] as Uint8Array, this.#chain);
    this.#size = sequence + 1;
  }

  #takeFiles(sequence: number, leaf: Uint8Array): undefined {
    const parts = partsOf(leaf);
    if (parts === null) {
      throw tampered({ sequence, what: "record", expected: "its parts", actual: "others" });
    }
    if (checkLeafFiles(this.#parts.folder, sequence, parts)) this.#erasedCount += 1;
  }

  #takeOwn(kind: string, sequence: number, leaf: Uint8Array): undefined {
    if (kind === "CHECKPOINT") this.#takeNote(sequence, leaf);
    const { trust } = this.#parts;
    const keys = keysOf(leaf);
    if (kind === "RUN_STARTED") trust.begin(keys, sequence);
    if (kind === "KEY_ADDED") for (const key of keys) trust.add(key, sequence);
    if (kind === "KEY_RETIRED") for (const key of keys) trust.retire(key, sequence);
  }

  /** A checkpoint that the log holds: its tree must be that of the leaves before it. */
  #takeNote(sequence: number, leaf: Uint8Array): undefined {
    const held = heldNoteOf(leaf);
    const { origin } = this.#parts;
    if (held?.checkpoint.size !== sequence || held.checkpoint.origin !== origin) {
      const expected = `a checkpoint of ${origin} with ${sequence} leaves`;
      throw tampered({ sequence, what: "record", expected, actual: "another" });
    }
    const root = this.#tree.rootWith(this.#block.hashes, sequence % WIDTH);
    if (!isSameHash(root, held.checkpoint.root)) {
      const what = `tree of the checkpoint of ${sequence} leaves`;
      throw unlike(this.#vouchedSize, what, held.checkpoint.root, root);
    }
    this.#mustChain(Buffer.from(held.chain, "base64"), sequence, "chain at the checkpoint");
    this.#parts.trust.accept(held.checkpoint, `the checkpoint of ${sequence} leaves`);
    this.#vouchedSize = sequence;
    this.#checkpointCount += 1;
    this.#heldNote = { note: held.note, size: sequence };
  }

  #mustChain(said: Uint8Array, sequence: number, what: string): undefined {
    if (!isSameHash(said, this.#chain)) throw unlike(sequence, what, said, this.#chain);
  }

  #mustBeLike(tile: Uint8Array, base: number): undefined {
    const at = this.#block.firstUnlike(tile);
    if (at === -1) return;
    throw unlike(base + at, "hash of the record", hashIn(tile, at), this.#block.hashAt[at]);
  }

  /** A full tile above the leaves must be on disk as it was computed. */
  #checkTile({ level, index, hashes }: Part): undefined {
    const name = tileName(level, index);
    const tile = this.#parts.tiles.borrow(name);
    const sequence = index * WIDTH ** (level + 1);
    if (tile !== null && isSameHash(tile, hashes)) return;
    throw tampered({
      sequence,
      what: name,
      expected: "the hashes of the tiles below",
      actual: tile === null ? "none" : "others",
    });
  }
}

/** Bundles that a tail says are before it, and its own where that is complete and may be sealed. */
function bundlesBefore({ first, frames }: TailFrames): number {
  return Math.floor(first / WIDTH) + (frames.length === WIDTH ? 1 : 0);
}

function unlike(
  sequence: number,
  what: string,
  said: Uint8Array,
  found: Uint8Array = new Uint8Array(),
) {
  const [expected, actual] = [said, found].map((bytes) => Buffer.from(bytes).toString("hex"));
  return tampered({ sequence, what, expected: expected ?? "", actual: actual ?? "" });
}
