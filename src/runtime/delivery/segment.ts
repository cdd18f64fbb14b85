/**
 * One piece of a delivery log: a file of a fixed size, mapped into this thread's memory.
 *
 * It is written full of zeros before it is mapped, so that a disk without room says so here, as an
 * error: a store to a page of a file that the disk has no room for would end the process.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import {
  COMMITTED_WORD,
  DELIVERY_VERSION,
  ENDED,
  ENDED_WORD,
  MAGIC_WORD,
  type RecordingEnd,
  SEGMENT_HEAD_BYTES,
  SEGMENT_MAGIC,
  VERSION_WORD,
} from "./delivery-format.ts";

/** Its owner reads and writes it, nobody else: it has what venues said. */
const MODE = 0o600;
const ZEROS = new Uint8Array(1 << 16);

/** Makes the memory of a new file of so many bytes, all zero. Throws when it cannot. */
export type MapFile = (path: string, bytes: number) => Uint8Array;

/** That of a file that does not exist yet. */
export const mapNewFile: MapFile = (path, bytes) => {
  const descriptor = openSync(path, "wx", MODE);
  try {
    for (let left = bytes; left > 0; ) {
      left -= writeSync(descriptor, ZEROS, 0, Math.min(left, ZEROS.length));
    }
  } finally {
    closeSync(descriptor);
  }
  return Bun.mmap(path, { shared: true });
};

export class Segment {
  readonly #entries: Uint8Array;
  readonly #words: Int32Array;
  #used = 0;

  constructor(memory: Uint8Array) {
    this.#entries = memory.subarray(SEGMENT_HEAD_BYTES);
    this.#words = new Int32Array(memory.buffer, memory.byteOffset, SEGMENT_HEAD_BYTES / 4);
    this.#words[MAGIC_WORD] = SEGMENT_MAGIC;
    this.#words[VERSION_WORD] = DELIVERY_VERSION;
  }

  /** Bytes that {@link append} would still take. */
  get room(): number {
    return this.#entries.length - this.#used;
  }

  /** Writes bytes that do not count before {@link commit}. They fit. */
  append(bytes: Uint8Array): undefined {
    this.#entries.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  commit(): undefined {
    // Release: whoever reads the file later sees all of the bytes that this word counts.
    Atomics.store(this.#words, COMMITTED_WORD, this.#used);
  }

  /** Nothing is recorded behind what was committed. */
  end(why: RecordingEnd): undefined {
    Atomics.store(this.#words, ENDED_WORD, ENDED[why]);
  }
}
