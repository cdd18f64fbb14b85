/**
 * Judges each record that a reader is given by what came before it, in this life and in those
 * before: nothing twice, no gap that is not reported, no batch without all its records.
 */
import type { TopicReader } from "../../../src/runtime/ring/topic-reader.ts";
import { type Batch, batchOf, isPattern } from "../kit/pattern.ts";
import { LEDGER, type Ledger, type Row } from "./ledger.ts";

export class Judge {
  readonly #ledger: Ledger;
  readonly #expectedAtDeath: number;
  /** Reused, so that a record costs no allocation. */
  readonly #last: { -readonly [Key in keyof Row]: Row[Key] };
  #firstOfLife = 0;
  #incarnation = 0;

  /** @param expectedAtDeath The sequence that the slot expected when the last life ended. */
  constructor(ledger: Ledger, expectedAtDeath: number) {
    this.#ledger = ledger;
    this.#expectedAtDeath = expectedAtDeath;
    this.#last = { ...ledger.last() };
  }

  /** First thing in the handler of the current record of `reader`. */
  enter(reader: TopicReader): undefined {
    const { sequence, missed } = reader;
    const last = this.#last;
    const batch = batchOf(reader);
    const unaccounted = sequence - missed - (last.sequence + 1);
    if (unaccounted !== 0) this.#judgeJump(unaccounted);
    if (this.#isPartial(batch, sequence, { missed, unaccounted })) {
      this.#ledger.count(LEDGER.PARTIAL);
    }
    if (this.#firstOfLife === 0) this.#firstOfLife = sequence;
    last.sequence = sequence;
    last.missed += missed;
    last.batchFirst = batch.first;
    last.batchRecords = batch.records;
    this.#ledger.enter(last);
    if (batch.incarnation !== this.#incarnation) this.#judgeLife(reader, batch.incarnation);
  }

  /** The rest of it: the record is, and stays, what its sequence says. */
  handle(reader: TopicReader, checks: number): undefined {
    let isWhole = true;
    for (let check = 0; check < checks; check += 1) isWhole = isPattern(reader) && isWhole;
    if (!isWhole) this.#ledger.count(LEDGER.TORN);
    this.#ledger.leave(reader.expectedSequence);
  }

  /**
   * A life may end between the step over a record and its handler. Then the slot expects the one
   * behind it, and the record is gone with the life, with the gap that it was to tell of.
   */
  #judgeJump(unaccounted: number): undefined {
    const last = this.#last;
    const stepped = this.#expectedAtDeath - 1 - last.sequence;
    if (unaccounted < 0) this.#ledger.count(LEDGER.REPEATED);
    else if (this.#firstOfLife > 0) this.#ledger.count(LEDGER.UNREPORTED);
    else if (unaccounted === stepped) {
      last.died += 1;
      last.toldToDead += stepped - 1;
    } else if (unaccounted === stepped - 1) this.#ledger.count(LEDGER.FORGOTTEN);
    else this.#ledger.count(LEDGER.UNREPORTED);
  }

  /** Only what a life began with in the middle is cut off in the middle; nobody rejoins there. */
  #isPartial(
    batch: Batch,
    sequence: number,
    { missed, unaccounted }: { missed: number; unaccounted: number },
  ): boolean {
    const { sequence: before, batchFirst, batchRecords } = this.#last;
    const isRestOfBatch = before + 1 < batchFirst + batchRecords;
    if (missed > 0) {
      const isCutOff = isRestOfBatch && this.#firstOfLife > 0 && batchFirst >= this.#firstOfLife;
      return batch.first !== sequence || isCutOff;
    }
    return unaccounted === 0 && batch.first !== (isRestOfBatch ? batchFirst : sequence);
  }

  /** A reader hears of a life no later than of its first record. */
  #judgeLife(reader: TopicReader, incarnation: number): undefined {
    const isKnown = incarnation > this.#incarnation && reader.readEpoch() >= incarnation;
    if (!isKnown) this.#ledger.count(LEDGER.WRONG_LIFE);
    this.#incarnation = incarnation;
  }
}
