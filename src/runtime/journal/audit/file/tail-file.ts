/**
 * The leaves behind the last full bundle, each durable before any checkpoint covers it.
 *
 * ```text
 *   "OUTCRYA1" | sequence of the first leaf u64 | chain before it, 32 bytes
 *   then for each leaf:  length u16 | its complement u16 | leaf | chain behind it, 32 bytes
 * ```
 *
 * Numbers are big-endian. A write that was cut leaves the beginning of a frame, or zeros in its
 * place; anything else that does not fit was changed by somebody, and is not cut away.
 */
import { assert } from "../../../../core/assert.ts";
import { CHAIN_START, chainHash, HASH_BYTES, leafHash } from "../tree/tree-hash.ts";
import { ENTRY_BYTES_MAX } from "./entry-bundle.ts";

const MAGIC = Buffer.from("OUTCRYA1");
const FIRST_AT = 8;
const CHAIN_AT = 16;
const HEAD_BYTES = CHAIN_AT + HASH_BYTES;
const LENGTH_BYTES = 4;

/** What a tail holds. */
export type Tail = {
  /** Sequence of its first leaf, a multiple of 256. */
  readonly first: number;
  /** Chain before that leaf. */
  readonly chainBefore: Uint8Array;
  readonly leaves: readonly Uint8Array[];
  /** Bytes up to the end of the last whole leaf. */
  readonly wholeBytes: number;
  /** Bytes behind them, which a cut write left. */
  readonly tornBytes: number;
};

/** The beginning of a tail whose first leaf has the sequence `first`. */
export function tailHead(first: number, chainBefore: Uint8Array): Uint8Array {
  const head = Buffer.alloc(HEAD_BYTES);
  head.set(MAGIC);
  head.writeBigUInt64BE(BigInt(first), FIRST_AT);
  head.set(chainBefore, CHAIN_AT);
  return head;
}

/** The frame of one leaf. */
export function tailFrame(leaf: Uint8Array, chain: Uint8Array): Uint8Array {
  assert(leaf.length > 0 && leaf.length <= ENTRY_BYTES_MAX, "a leaf has 1 to 65,535 bytes");
  const frame = Buffer.allocUnsafe(LENGTH_BYTES + leaf.length + HASH_BYTES);
  frame.writeUInt16BE(leaf.length, 0);
  frame.writeUInt16BE(~leaf.length & 0xffff, 2);
  frame.set(leaf, LENGTH_BYTES);
  frame.set(chain, LENGTH_BYTES + leaf.length);
  return frame;
}

/** Reads a tail. @throws Error when it is damaged, and not by a write that was cut. */
export function readTail(bytes: Uint8Array): Tail {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const isHeaded = buffer.length >= HEAD_BYTES && buffer.subarray(0, FIRST_AT).equals(MAGIC);
  if (!isHeaded) throw new Error("Cannot read the audit log as its tail must have a head");
  const first = Number(buffer.readBigUInt64BE(FIRST_AT));
  const chainBefore = buffer.subarray(CHAIN_AT, HEAD_BYTES);
  const leaves: Uint8Array[] = [];
  let chain: Uint8Array = chainBefore;
  let at = HEAD_BYTES;
  while (at < buffer.length) {
    const leaf = leafAt(buffer, at, chain);
    if (leaf === null) break;
    chain = chainHash(chain, leafHash(leaf));
    leaves.push(leaf);
    at += LENGTH_BYTES + leaf.length + HASH_BYTES;
  }
  if (at < buffer.length && !isCutWrite(buffer.subarray(at))) {
    const sequence = first + leaves.length;
    throw new Error(`Cannot go on with the audit log as leaf ${sequence} of its tail is damaged`);
  }
  return { first, chainBefore, leaves, wholeBytes: at, tornBytes: buffer.length - at };
}

/** The leaf of the frame at `at`, or null when there is no whole and true one. */
function leafAt(buffer: Buffer, at: number, chain: Uint8Array): Uint8Array | null {
  const bytes = lengthAt(buffer, at);
  const end = at + LENGTH_BYTES + bytes;
  if (bytes === 0 || end + HASH_BYTES > buffer.length) return null;
  const leaf = buffer.subarray(at + LENGTH_BYTES, end);
  const said = buffer.subarray(end, end + HASH_BYTES);
  return said.equals(chainHash(chain, leafHash(leaf))) ? leaf : null;
}

/** Bytes of the leaf whose frame begins at `at`; 0 when its length is not to be believed. */
function lengthAt(buffer: Buffer, at: number): number {
  if (at + LENGTH_BYTES > buffer.length) return 0;
  const bytes = buffer.readUInt16BE(at);
  return (bytes ^ buffer.readUInt16BE(at + 2)) === 0xffff ? bytes : 0;
}

/** True for the beginning of a frame, and for one whose end is zeros that were never written. */
function isCutWrite(rest: Buffer): boolean {
  let end = rest.length;
  while (end > 0 && rest[end - 1] === 0) end -= 1;
  const zeros = rest.length - end;
  const written = zeros >= HASH_BYTES || end === 0 ? end : rest.length;
  if (written < LENGTH_BYTES) return true;
  const bytes = lengthAt(rest, 0);
  return bytes > 0 && written < LENGTH_BYTES + bytes + HASH_BYTES;
}

/** The tail of a log without leaves. */
export const FIRST_TAIL: Uint8Array = tailHead(0, CHAIN_START);
