/**
 * The tail of a log: the leaves behind the last full bundle, each with the chain behind it.
 *
 * ```text
 *   "OUTCRYA1" | first sequence u64 | chain before it, 32 bytes
 *   frames:  length u16 | complement u16 | leaf | chain behind it, 32 bytes
 * ```
 *
 * A frame that ends too early is a write that was cut, and so is one whose end is among zeros that
 * were never written. Everything else that does not fit was changed.
 */
import { SHA256_BYTES } from "../tree/hash.ts";

const MAGIC = Buffer.from("OUTCRYA1");
const HEAD_BYTES = 48;
const LENGTH_BYTES = 4;

/** One frame: places in the tail's bytes. */
export type TailFrame = { readonly from: number; readonly to: number };

export type TailFrames = {
  readonly first: number;
  readonly chainBefore: Uint8Array;
  readonly frames: readonly TailFrame[];
  /** Bytes behind the frames that hang together. */
  readonly rest: number;
  /** What is behind it are zeros that were never written: at least 32, else it is the tail's end. */
  readonly writtenEnd: number;
  /** Whether they look like a write that was cut. */
  readonly isCut: boolean;
};

/** Takes a tail apart, without looking at hashes; null when it has no head. */
export function framesOf(tail: Uint8Array): TailFrames | null {
  const view = Buffer.from(tail.buffer, tail.byteOffset, tail.length);
  if (view.length < HEAD_BYTES || !view.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const frames: TailFrame[] = [];
  let at = HEAD_BYTES;
  for (let bytes = frameBytes(view, at); bytes > 0; bytes = frameBytes(view, at)) {
    if (at + bytes > view.length) break;
    frames.push({ from: at + LENGTH_BYTES, to: at + bytes - SHA256_BYTES });
    at += bytes;
  }
  return {
    first: Number(view.readBigUInt64BE(MAGIC.length)),
    chainBefore: view.subarray(16, HEAD_BYTES),
    frames,
    rest: view.length - at,
    writtenEnd: writtenEndOf(view),
    isCut: isCut(view, at),
  };
}

/** Bytes of the frame at `at`; 0 when there is no length that can be believed. */
function frameBytes(view: Buffer, at: number): number {
  if (at + LENGTH_BYTES > view.length) return 0;
  const leaf = view.readUInt16BE(at);
  const isTrue = leaf > 0 && leaf + view.readUInt16BE(at + 2) === 0xffff;
  return isTrue ? LENGTH_BYTES + leaf + SHA256_BYTES : 0;
}

/** A chain does not end in 32 zeros. */
function writtenEndOf(view: Buffer): number {
  let end = view.length;
  while (end > HEAD_BYTES && view[end - 1] === 0) end -= 1;
  return view.length - end >= SHA256_BYTES ? end : view.length;
}

function isCut(view: Buffer, at: number): boolean {
  if (view.subarray(at).every((byte) => byte === 0)) return true;
  const written = writtenEndOf(view) - at;
  if (written < LENGTH_BYTES) return true;
  const bytes = frameBytes(view, at);
  return bytes > 0 && written < bytes;
}
