/** The records of a bundle or a tail, taken out and put back in another order. */
import { bundleOf } from "../../../../../src/runtime/journal/audit/file/entry-bundle.ts";

const TAIL_HEAD_BYTES = 48;

/** The entries of a bundle. */
export function entriesOf(bundle: Uint8Array): readonly Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bundle.length; ) {
    const bytes = (bundle[at] ?? 0) * 256 + (bundle[at + 1] ?? 0);
    entries.push(bundle.slice(at + 2, at + 2 + bytes));
    at += 2 + bytes;
  }
  return entries;
}

/** The frames of a tail, each with its length and chain. */
export function framesIn(tail: Uint8Array): readonly Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let at = TAIL_HEAD_BYTES; at < tail.length; ) {
    const bytes = 4 + (tail[at] ?? 0) * 256 + (tail[at + 1] ?? 0) + 32;
    frames.push(tail.slice(at, at + bytes));
    at += bytes;
  }
  return frames;
}

export function tailWith(tail: Uint8Array, frames: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([tail.slice(0, TAIL_HEAD_BYTES), ...frames]);
}

/** A file of records, as a list that can be changed and written again. */
export type RecordList = {
  readonly name: string;
  /** Sequence of its first record. */
  readonly first: number;
  readonly records: readonly Uint8Array[];
  write(records: readonly Uint8Array[]): Uint8Array;
  /** Bytes of a record that are no leaf: before it, and behind. */
  readonly before: number;
  readonly behind: number;
};

export function bundleList(name: string, first: number, bytes: Uint8Array): RecordList {
  return { name, first, records: entriesOf(bytes), write: bundleOf, before: 0, behind: 0 };
}

export function tailList(first: number, bytes: Uint8Array): RecordList {
  const write = (frames: readonly Uint8Array[]) => tailWith(bytes, frames);
  return { name: "tail", first, records: framesIn(bytes), write, before: 4, behind: 32 };
}

/** `bytes` with one bit turned over. */
export function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}
