/**
 * What one thread, over all its lives, has seen of each slot of a board, in shared memory, and
 * what was wrong with it.
 */
import type { BoardReader } from "../../../src/runtime/ring/board-reader.ts";
import { numberOf, VALUE_BYTES_MAX } from "./board-pattern.ts";

/** Indices of int32 words; the slots' numbers follow them. */
export const VIEW = {
  /** Life of the thread that has attached. */
  LIFE: 0,
  /** 1 while it waits at its doorbell. */
  PARKED: 1,
  WAKES: 2,
  READS: 3,
  /** Values that were not whole. */
  TORN: 4,
  /** Values that were older than one that was seen before. */
  BACKWARDS: 5,
  /** Slots that had a value before, and none. */
  LOST: 6,
} as const;

const SLOTS_FROM = 32;

/** Bytes of a view of a board with so many slots. */
export function viewBytes(slots: number): number {
  return 4 * (SLOTS_FROM + slots);
}

export class BoardView {
  readonly #words: Int32Array;
  readonly #copy = new DataView(new ArrayBuffer(VALUE_BYTES_MAX));

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  get(word: (typeof VIEW)[keyof typeof VIEW]): number {
    return Atomics.load(this.#words, word);
  }

  set(word: (typeof VIEW)[keyof typeof VIEW], value: number): undefined {
    Atomics.store(this.#words, word, value);
  }

  count(word: (typeof VIEW)[keyof typeof VIEW]): undefined {
    Atomics.add(this.#words, word, 1);
  }

  /** Number of the newest value of `slot` that was seen; 0 before the first. */
  seen(slot: number): number {
    return Atomics.load(this.#words, SLOTS_FROM + slot);
  }

  /** Reads `slot`, judges what is there, and returns its number; 0 when there is nothing. */
  look(reader: BoardReader, slot: number): number {
    const before = this.seen(slot);
    const bytes = reader.read(slot, this.#copy);
    const number = bytes < 0 ? 0 : numberOf(this.#copy, bytes, slot);
    this.count(VIEW.READS);
    if (number === 0 && before > 0) this.count(VIEW.LOST);
    else if (number < 0) this.count(VIEW.TORN);
    else if (number < before) this.count(VIEW.BACKWARDS);
    else Atomics.store(this.#words, SLOTS_FROM + slot, number);
    return Math.max(0, number);
  }
}
