/**
 * The one writer of a topic.
 *
 * `claim` reserves space and `commit` closes it into the open batch; `publish` shows the batch by
 * one store of its first record's commit word. Nothing is visible in between, and a batch is
 * visible whole or not at all.
 *
 * Invariant: the header behind everything published is 0, so a walk from `tail` ends exactly where
 * the published records end, wherever the writer died.
 * Invariant: a batch never straddles the ring's end; it moves to the start, and padding fills the
 * remainder.
 */
import { assert } from "../../core/assert.ts";
import { monotonicNs } from "../../core/clock.ts";
import { ReaderLimits } from "./reader-limits.ts";
import { KEEPS_STORE_ORDER, seeStores, storeBehind } from "./store-order.ts";
import {
  alignRecord,
  BATCH_RECORDS_MAX,
  batchBytesMaxOf,
  DATA_OFFSET,
  EPOCH_INDEX,
  EPOCH_SEQUENCE_INDEX,
  EVICTED_INDEX,
  FOLLOWERS_SHIFT,
  FULL_INDEX,
  NEXT_HEADER_BYTES,
  NEXT_SEQUENCE_INDEX,
  OWNER_INDEX,
  RECORD_HEADER_BYTES,
  TAIL_INDEX,
  TOPIC_FULL,
  TYPE_MASK,
  TYPE_PADDING,
} from "./topic-layout.ts";
import { attachTopic } from "./topic-memory.ts";

export type WriterOptions = {
  /** Number of the writing thread, above 0. */
  readonly owner: number;
  /** Life of the writing actor, from 1: readers hear of a new one. Null: {@link TopicWriter.announce} tells it. */
  readonly incarnation: number | null;
  /** Nanoseconds; the one clock of all threads by default. */
  readonly now?: () => number;
  /** Whether plain stores are seen in their order; by default what is so on this processor. */
  readonly keepsStoreOrder?: boolean;
};

const NONE = -1;

export class TopicWriter {
  /** Views over the whole memory; a claim's offset is a place in them. */
  readonly data: DataView;
  readonly int32: Int32Array;
  readonly bytes: Uint8Array;
  /** Largest payload. Bytes. */
  readonly payloadBytesMax: number;
  readonly #float64: Float64Array;
  readonly #readers: ReaderLimits;
  readonly #capacityBytes: number;
  readonly #mask: number;
  readonly #batchBytesMax: number;
  readonly #owner: number;
  readonly #now: () => number;
  readonly #keepsOrder: boolean;
  /** Position behind everything published: where the open batch begins. */
  #start = 0;
  /** Where the open batch ends, and the next record begins. */
  #end = 0;
  #records = 0;
  #firstLength = 0;
  #claimedBytes = NONE;
  #typeAndVersion = 0;
  #nextSequence = 0;
  #committedAt = Number.NaN;
  /** Of the last record that all readers were told of. */
  #toldSequence = 0;

  /** @throws {AssertionError} When another writer holds the topic. */
  constructor(memory: SharedArrayBuffer, lines: SharedArrayBuffer, options: WriterOptions) {
    const { owner, incarnation, now = monotonicNs, keepsStoreOrder = KEEPS_STORE_ORDER } = options;
    const topic = attachTopic(memory);
    assert(owner > 0, `an owner is above 0: current value is ${owner}`);
    this.#readers = new ReaderLimits(topic, lines, keepsStoreOrder);
    this.data = topic.data;
    this.int32 = topic.int32;
    this.bytes = topic.bytes;
    this.#float64 = topic.float64;
    this.#capacityBytes = topic.capacityBytes;
    this.#mask = topic.capacityBytes - 1;
    this.#batchBytesMax = batchBytesMaxOf(topic.capacityBytes);
    this.payloadBytesMax = this.#batchBytesMax - RECORD_HEADER_BYTES;
    this.#owner = owner;
    this.#now = now;
    this.#keepsOrder = keepsStoreOrder;
    this.takeOwner();
    if (incarnation !== null) this.announce(incarnation);
  }

  /**
   * Writes behind all that was published by now: at first, and again after {@link releaseOwner}.
   *
   * @throws {AssertionError} When another writer holds the topic.
   */
  takeOwner(): undefined {
    const holder = Atomics.compareExchange(this.int32, OWNER_INDEX, 0, this.#owner);
    assert(holder === 0, `a topic has one writer: current owner is ${holder}`);
    this.#start = Atomics.load(this.int32, TAIL_INDEX);
    this.#end = this.#start;
    this.#nextSequence = this.#float64[NEXT_SEQUENCE_INDEX] ?? 0;
    this.#toldSequence = this.#nextSequence;
  }

  /** Tells the readers that with the next record that they see the life `incarnation` begins. */
  announce(incarnation: number): undefined {
    // Sequence before epoch: a reader that sees the new epoch sees where it begins.
    this.#float64[EPOCH_SEQUENCE_INDEX] = this.#nextSequence - this.#records;
    Atomics.store(this.int32, EPOCH_INDEX, incarnation);
  }

  /** Sequence that the next claimed record gets; the open batch is counted. */
  get nextSequence(): number {
    return this.#nextSequence;
  }

  /** Clock reading of the last publish. Nanoseconds; NaN before the first. */
  get committedAt(): number {
    return this.#committedAt;
  }

  /** Claims refused because a gating reader was a whole ring behind. Over all incarnations. */
  get fullCount(): number {
    return this.int32[FULL_INDEX] ?? 0;
  }

  /** Times that a reader was cut off. Over all incarnations. */
  get evictedCount(): number {
    return this.int32[EVICTED_INDEX] ?? 0;
  }

  /** How much of the ring the slowest gating reader holds, the open batch included: 0 to 1. */
  usedFraction(): number {
    return this.#readers.heldBytes(this.#end) / this.#capacityBytes;
  }

  /**
   * Reserves space for one message and returns the byte offset at which to write its payload, or
   * {@link TOPIC_FULL}. Follow every successful claim with one `commit` or `abort`. A batch that
   * has 256 records, or would pass an eighth of the ring, is published first.
   *
   * @param payloadBytes Size of the message, 0 to {@link payloadBytesMax}.
   * @param typeAndVersion Type in the low 16 bits, version in the high ones.
   * @throws {AssertionError} When an earlier claim is open, the size is out of range or sequences
   *   have run out. Memory is untouched.
   */
  claim(payloadBytes: number, typeAndVersion: number): number {
    assert(this.#claimedBytes === NONE, "at most one claim is open");
    if (!(payloadBytes >= 0 && payloadBytes <= this.payloadBytesMax)) {
      assert(false, `a payload has 0 to ${this.payloadBytesMax} bytes: current is ${payloadBytes}`);
    }
    assert((typeAndVersion & TYPE_MASK) !== TYPE_PADDING, "type 0xffff is padding");
    assert(this.#nextSequence <= Number.MAX_SAFE_INTEGER, "sequences stay below 2^53");
    const recordBytes = alignRecord(RECORD_HEADER_BYTES + payloadBytes);
    if (
      this.#records === BATCH_RECORDS_MAX ||
      ((this.#end - this.#start) | 0) + recordBytes > this.#batchBytesMax
    ) {
      this.publish();
    }
    if (!this.#makeRoom(recordBytes)) {
      this.int32[FULL_INDEX] = (this.int32[FULL_INDEX] ?? 0) + 1;
      return TOPIC_FULL;
    }
    this.#claimedBytes = payloadBytes;
    this.#typeAndVersion = typeAndVersion;
    return DATA_OFFSET + (this.#end & this.#mask) + RECORD_HEADER_BYTES;
  }

  /**
   * Closes the claim into the open batch. Nobody sees it before {@link publish}.
   *
   * @param payloadBytes What was written, at most what was claimed; by default all of it.
   */
  commit(payloadBytes: number = this.#claimedBytes): undefined {
    assert(this.#claimedBytes !== NONE, "commit follows a claim");
    assert(payloadBytes >= 0 && payloadBytes <= this.#claimedBytes, "a commit fits its claim");
    this.#claimedBytes = NONE;
    const length = RECORD_HEADER_BYTES + payloadBytes;
    const index = (DATA_OFFSET + (this.#end & this.#mask)) >> 2;
    this.int32[index + 1] = this.#typeAndVersion;
    this.#float64[(index >> 1) + 1] = this.#nextSequence;
    // Only the first record's commit word publishes; it stays 0 until the batch is complete.
    if (this.#records === 0) this.#firstLength = length;
    else this.int32[index] = length;
    this.#records += 1;
    this.#nextSequence += 1;
    this.#end = (this.#end + alignRecord(length)) | 0;
  }

  /** Gives the claimed space back. Safe because nothing was published. */
  abort(): undefined {
    assert(this.#claimedBytes !== NONE, "abort follows a claim");
    this.#claimedBytes = NONE;
  }

  /** Shows the open batch to all readers and wakes the sleeping ones; returns its records. */
  publish(): number {
    const records = this.#show();
    this.endTurn();
    return records;
  }

  /**
   * {@link publish} for a thread that publishes often, and calls {@link endTurn} before it waits:
   * only then does it know that no reader fell asleep just when a batch was shown.
   */
  publishInTurn(): number {
    const records = this.#show();
    if (records > 0) this.#readers.ringBells();
    return records;
  }

  /** Wakes whoever fell asleep while a batch was shown since the last call. */
  endTurn(): undefined {
    const published = this.#nextSequence - this.#records;
    if (this.#toldSequence === published) return;
    this.#toldSequence = published;
    // Between the commits and the look: a reader that does not see them is seen to sleep.
    if (this.#keepsOrder) seeStores(this.int32, TAIL_INDEX);
    this.#readers.ringBells();
  }

  #show(): number {
    assert(this.#claimedBytes === NONE, "publish follows commit or abort");
    const records = this.#records;
    if (records === 0) return 0;
    this.#committedAt = this.#now();
    this.#stampRecords(this.#committedAt);
    this.int32[(DATA_OFFSET + (this.#end & this.#mask)) >> 2] = 0;
    this.#commitAt(this.#start, this.#firstLength | ((records - 1) << FOLLOWERS_SHIFT));
    this.#float64[NEXT_SEQUENCE_INDEX] = this.#nextSequence;
    this.#moveTail(this.#end);
    this.#records = 0;
    return records;
  }

  /** Forgets the open batch, and an open claim. Its sequences are given again. */
  discard(): undefined {
    this.#claimedBytes = NONE;
    this.#nextSequence -= this.#records;
    this.#records = 0;
    this.#end = this.#start;
  }

  /** Forgets the open batch and lets another life write. Only {@link takeOwner} may follow. */
  releaseOwner(): undefined {
    this.discard();
    this.endTurn();
    Atomics.compareExchange(this.int32, OWNER_INDEX, this.#owner, 0);
  }

  /** Makes the next `recordBytes` and a header behind them writable; false when a gate is full. */
  #makeRoom(recordBytes: number): boolean {
    // From the batch's start: 0, not a whole ring, behind a batch that ends at the ring's end.
    const batchBytes = (this.#end - this.#start) | 0;
    const bytesToEnd = this.#capacityBytes - (this.#start & this.#mask) - batchBytes;
    const needed = recordBytes + NEXT_HEADER_BYTES;
    if (recordBytes <= bytesToEnd) return this.#readers.allows((this.#end + needed) | 0);
    return batchBytes === 0 ? this.#wrap(bytesToEnd, needed) : this.#moveBatch(batchBytes, needed);
  }

  /** Pads to the ring's end, also when the record then has no room: a later claim finds some. */
  #wrap(bytesToEnd: number, needed: number): boolean {
    const ringStart = (this.#end + bytesToEnd) | 0;
    if (!this.#readers.allows((ringStart + NEXT_HEADER_BYTES) | 0)) return false;
    this.int32[DATA_OFFSET >> 2] = 0;
    this.#pad(bytesToEnd);
    return this.#readers.allows((ringStart + needed) | 0);
  }

  /** The open batch goes to the ring's start as a whole, so that it stays one commit. */
  #moveBatch(batchBytes: number, needed: number): boolean {
    const offset = this.#start & this.#mask;
    const bytesToEnd = this.#capacityBytes - offset;
    const ringStart = (this.#start + bytesToEnd) | 0;
    if (!this.#readers.allows((ringStart + batchBytes + needed) | 0)) return false;
    // The copy begins with the batch's first commit word, which is 0.
    const source = DATA_OFFSET + offset;
    this.bytes.copyWithin(DATA_OFFSET, source, source + batchBytes);
    this.#pad(bytesToEnd);
    this.#end = (ringStart + batchBytes) | 0;
    return true;
  }

  /** Publishes padding from the start of the open batch to the ring's end. */
  #pad(bytesToEnd: number): undefined {
    this.int32[((DATA_OFFSET + (this.#start & this.#mask)) >> 2) + 1] = TYPE_PADDING;
    this.#commitAt(this.#start, bytesToEnd);
    this.#moveTail((this.#start + bytesToEnd) | 0);
    this.#end = this.#start;
  }

  /** One reading of the clock for all records of the open batch. */
  #stampRecords(committedAt: number): undefined {
    let index = (DATA_OFFSET + (this.#start & this.#mask)) >> 2;
    let length = this.#firstLength;
    for (let record = 1; ; record += 1) {
      this.#float64[(index >> 1) + 2] = committedAt;
      if (record === this.#records) return;
      index += alignRecord(length) >> 2;
      length = this.int32[index] ?? 0;
    }
  }

  #commitAt(position: number, word: number): undefined {
    // Release: who sees this word sees all that was written before it.
    const index = (DATA_OFFSET + (position & this.#mask)) >> 2;
    storeBehind(this.int32, index, word, this.#keepsOrder);
  }

  #moveTail(tail: number): undefined {
    this.#start = tail;
    // Behind the plain store of the next sequence: else some crash points recover wrongly.
    storeBehind(this.int32, TAIL_INDEX, tail, this.#keepsOrder);
  }
}
