/**
 * What became of each record of one reader, over all its lives, in shared memory: a thread that is
 * terminated reports nothing.
 *
 * A record has a number, from 1 up, and its row is written before `ENTERED` tells of it, into the
 * one of two rows that the record before it does not use. So after a death at any instruction the
 * row of `ENTERED` is whole.
 */

/** Indices of int32 words. */
export const LEDGER = {
  /** Number of the last record that its handler began with. */
  ENTERED: 0,
  /** Number of the last record that its handler ended with, or died in. */
  DONE: 1,
  /** Sequence that the reader expects next: how far it has caught up. */
  EXPECTED: 2,
  /** Life of the reader that has attached. */
  LIFE: 3,
  /** 1 while the reader waits at its doorbell. */
  PARKED: 4,
  WAKES: 5,
  EVICTIONS: 6,
  /** Records that were not what their sequence says. */
  TORN: 7,
  /** Batches of which a part was seen without the rest. */
  PARTIAL: 8,
  /** Records that were given again. */
  REPEATED: 9,
  /** Gaps that nobody reported. */
  UNREPORTED: 10,
  /** Gaps that were to be told with a record that its reader has not stepped over. */
  FORGOTTEN: 12,
  /** Records of a life that the reader had not yet been told of, or of an earlier one. */
  WRONG_LIFE: 11,
} as const;

type Word = (typeof LEDGER)[keyof typeof LEDGER];

/** The state of the accounts with one record. */
export type Row = {
  readonly sequence: number;
  /** Of this record and all before it, as reported. */
  readonly missed: number;
  /** Records that a life stepped over and ended before their handler. */
  readonly died: number;
  /** Records that such a life was told that it missed, and nobody after it. */
  readonly toldToDead: number;
  readonly batchFirst: number;
  readonly batchRecords: number;
};

const ROWS_FROM = 32;
const ROW_WORDS = 32;

export const LEDGER_BYTES = (ROWS_FROM + 2 * ROW_WORDS) * 4;

export class Ledger {
  readonly #words: Int32Array;
  #entered: number;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
    this.#entered = this.get(LEDGER.ENTERED);
  }

  get(word: Word): number {
    return Atomics.load(this.#words, word);
  }

  set(word: Word, value: number): undefined {
    Atomics.store(this.#words, word, value);
  }

  count(word: Word): undefined {
    Atomics.add(this.#words, word, 1);
  }

  /** The last record that was entered; all zeros before the first. */
  last(): Row {
    const at = rowIndex(this.get(LEDGER.ENTERED));
    const word = (offset: number) => this.#words[at + offset] ?? 0;
    return {
      sequence: word(0),
      missed: word(1),
      died: word(2),
      toldToDead: word(3),
      batchFirst: word(4),
      batchRecords: word(5),
    };
  }

  /** Before a record is handled. */
  enter(row: Row): undefined {
    this.#entered += 1;
    const at = rowIndex(this.#entered);
    this.#words[at] = row.sequence;
    this.#words[at + 1] = row.missed;
    this.#words[at + 2] = row.died;
    this.#words[at + 3] = row.toldToDead;
    this.#words[at + 4] = row.batchFirst;
    this.#words[at + 5] = row.batchRecords;
    Atomics.store(this.#words, LEDGER.ENTERED, this.#entered);
  }

  /** After it was. */
  leave(expected: number): undefined {
    Atomics.store(this.#words, LEDGER.DONE, this.#entered);
    Atomics.store(this.#words, LEDGER.EXPECTED, expected);
  }

  /** Closes the accounts of a dead life: true when it died while it handled a record. */
  settle(): boolean {
    this.#entered = this.get(LEDGER.ENTERED);
    const isInHandler = this.get(LEDGER.DONE) !== this.#entered;
    this.set(LEDGER.DONE, this.#entered);
    this.set(LEDGER.PARKED, 0);
    return isInHandler;
  }
}

function rowIndex(number: number): number {
  return ROWS_FROM + (number & 1) * ROW_WORDS;
}
