/**
 * One reader of a topic.
 *
 * `delivered` moves in `next`, before the record is handled, so a message that kills its reader is
 * never delivered again; `released` moves in `release`, after it was. Who keeps what it reads begins
 * at `released` instead: what it had and had not kept is given to it again. A gating reader handles the
 * record in place. An evictable one gets a private copy of the batch, and looks once more whether
 * it still counted when the copy was made.
 *
 * Invariant: a record that `next` gave is whole, and its sequence is the expected one.
 */
import { assert } from "../../core/assert.ts";
import { BatchCopy, boundBatch } from "./batch-copy.ts";
import { scanSingles } from "./scan-singles.ts";
import { joinAtTail, sequenceAt } from "./topic-join.ts";
import {
  alignRecord,
  batchBytesMaxOf,
  DATA_OFFSET,
  DELIVERED_FROM_STATE,
  EPOCH_INDEX,
  EPOCH_SEQUENCE_INDEX,
  expectedIndex,
  FOLLOWERS_SHIFT,
  KIND_FROM_STATE,
  KIND_GATE,
  LENGTH_MASK,
  RECORD_HEADER_BYTES,
  RELEASED_FROM_STATE,
  SLOT_EVICTABLE,
  SLOT_EVICTED,
  SLOT_FREE,
  SLOT_GATING,
  stateIndex,
  TYPE_MASK,
  TYPE_PADDING,
} from "./topic-layout.ts";
import { attachTopic, type TopicMemory } from "./topic-memory.ts";
import type { ReaderKind } from "./topic-slots.ts";

/**
 * Where a reader begins: behind the last record that was delivered to the one before, or behind the
 * last one that was released.
 */
export type ReaderStart = "DELIVERED" | "RELEASED";

export class TopicReader {
  readonly #topic: TopicMemory;
  readonly #int32: Int32Array;
  readonly #float64: Float64Array;
  readonly #slot: number;
  readonly #state: number;
  readonly #expectedAt: number;
  readonly #mask: number;
  readonly #copy = new BatchCopy();
  #position: number;
  #released: number;
  #expected: number;
  /** Never seen before the current record, and before the next one. */
  #missed = 0;
  #missedBefore: number;
  #evicted = false;
  /** Records of the present batch still to come: in the ring, or in the copy. */
  #inPlace = 0;
  #copied = 0;
  /** Index of the next record in the copy, in words. */
  #copyIndex = 0;
  /** The current record: where its header is, and in what. */
  #data: DataView;
  #recordInt32: Int32Array;
  #recordFloat64: Float64Array;
  #index = 0;
  #payloadBytes = 0;

  /** Resumes where the slot's last reader was. */
  constructor(memory: SharedArrayBuffer, slot: number, start: ReaderStart = "DELIVERED") {
    const topic = attachTopic(memory);
    this.#topic = topic;
    this.#int32 = topic.int32;
    this.#float64 = topic.float64;
    this.#slot = slot;
    this.#state = stateIndex(slot);
    this.#expectedAt = expectedIndex(slot);
    this.#mask = topic.capacityBytes - 1;
    this.#data = topic.data;
    this.#recordInt32 = topic.int32;
    this.#recordFloat64 = topic.float64;
    const from = start === "DELIVERED" ? DELIVERED_FROM_STATE : RELEASED_FROM_STATE;
    const position = Atomics.load(topic.int32, this.#state + from);
    this.#position = position;
    this.#released = position;
    Atomics.store(topic.int32, this.#state + RELEASED_FROM_STATE, position);
    if (start === "RELEASED") topic.int32[this.#state + DELIVERED_FROM_STATE] = position;
    const expected = topic.float64[this.#expectedAt] ?? 1;
    const sequence = sequenceAt(topic, position, expected);
    const state = Atomics.add(topic.int32, this.#state, 0);
    assert(state !== SLOT_FREE, `slot ${slot} is taken by attachReader`);
    // What an evicted reader finds at its position is not what it would have read.
    this.#expected = state === SLOT_EVICTED ? expected : sequence;
    this.#missedBefore = Math.max(0, this.#expected - expected);
  }

  get kind(): ReaderKind {
    const kind = Atomics.load(this.#int32, this.#state + KIND_FROM_STATE);
    return kind === KIND_GATE ? "GATE" : "EVICT";
  }

  /** Where the current record's payload is: the topic's memory, or a private copy. */
  get data(): DataView {
    return this.#data;
  }

  /** Byte offset of the payload in {@link data}. */
  get offset(): number {
    return (this.#index << 2) + RECORD_HEADER_BYTES;
  }

  get payloadBytes(): number {
    return this.#payloadBytes;
  }

  get type(): number {
    return (this.#recordInt32[this.#index + 1] ?? 0) & TYPE_MASK;
  }

  get version(): number {
    return (this.#recordInt32[this.#index + 1] ?? 0) >>> 16;
  }

  get sequence(): number {
    return this.#expected - 1;
  }

  /** The writer's clock when it published the record. Nanoseconds. */
  get committedAt(): number {
    return this.#recordFloat64[(this.#index >> 1) + 2] ?? 0;
  }

  /** `next` gave false because the writer cut us off; `rejoin` goes on. */
  get evicted(): boolean {
    return this.#evicted;
  }

  /** Records between the last one and the current one, or all before the first, never seen. */
  get missed(): number {
    return this.#missed;
  }

  /** Sequence of the next record. */
  get expectedSequence(): number {
    return this.#expected;
  }

  /** Life of the writer: its incarnation; 0 before the first. */
  readEpoch(): number {
    return Atomics.load(this.#int32, EPOCH_INDEX);
  }

  /** {@link readEpoch} as a hint: right for any record that `next` gave. */
  peekEpoch(): number {
    return this.#int32[EPOCH_INDEX] ?? 0;
  }

  /** First sequence of that life. Read it after {@link readEpoch}. */
  epochSequence(): number {
    return this.#float64[EPOCH_SEQUENCE_INDEX] ?? 0;
  }

  /** Steps to the next record and moves `delivered` past it. False when there is none. */
  next(): boolean {
    // Plain: main changes it only while this loop is out of its handlers, and says so by a word
    // that the loop reads atomically. An evictable reader looks again after its copy.
    if (this.#int32[this.#state] !== SLOT_GATING) return this.#nextCopied();
    this.#copied = 0;
    if (this.#inPlace === 0 && !this.#openInPlace()) return false;
    this.#inPlace -= 1;
    this.#step((DATA_OFFSET + (this.#position & this.#mask)) >> 2);
    return true;
  }

  /** Frees what was handled. At most once a batch: it takes the writer's cache line. */
  release(): undefined {
    if (this.#released === this.#position) return;
    this.#released = this.#position;
    // Release: the handlers are done with these bytes, and the writer may overwrite them.
    Atomics.store(this.#int32, this.#state + RELEASED_FROM_STATE, this.#position);
  }

  /** After a time in which nobody waited for it: looks whether it was cut off meanwhile. */
  resume(): undefined {
    this.#evicted = Atomics.load(this.#int32, this.#state) === SLOT_EVICTED;
  }

  /**
   * Goes on at the newest record, and returns how many messages were missed; `missed` tells so
   * with the next record.
   */
  rejoin(): number {
    this.#evicted = false;
    this.#inPlace = 0;
    this.#copied = 0;
    const joined = joinAtTail(this.#topic, this.#slot);
    if (joined === null) return 0;
    const missed = joined.sequence - this.#expected;
    this.#position = joined.position;
    this.#released = joined.position;
    this.#expected = joined.sequence;
    this.#missedBefore += missed;
    return missed;
  }

  /** The last look before sleeping. True also when the writer cut us off. */
  hasMore(): boolean {
    if (this.#inPlace + this.#copied > 0) return true;
    const state = Atomics.load(this.#int32, this.#state);
    if (state === SLOT_EVICTED) return true;
    return state !== SLOT_FREE && Atomics.load(this.#int32, this.#headerIndex()) !== 0;
  }

  /** {@link hasMore} by plain loads, for a loop that spins: a hint that `next` confirms. */
  peekMore(): boolean {
    return (
      this.#int32[this.#headerIndex()] !== 0 ||
      this.#int32[this.#state] === SLOT_EVICTED ||
      this.#inPlace + this.#copied > 0
    );
  }

  #headerIndex(): number {
    return (DATA_OFFSET + (this.#position & this.#mask)) >> 2;
  }

  /** Confirms the batch at the position, if there is one. */
  #openInPlace(): boolean {
    for (;;) {
      const index = this.#headerIndex();
      // Acquire: all that was written before this commit is visible from here on. Never a plain
      // load alone: in a hot loop the compiler may read it once for ever.
      const word = Atomics.load(this.#int32, index);
      if (word === 0) return false;
      if (!this.#isPadding(index)) {
        const followers = word >>> FOLLOWERS_SHIFT;
        this.#inPlace =
          followers > 0 ? followers + 1 : scanSingles(this.#topic, index, this.#expected);
        this.#data = this.#topic.data;
        this.#recordInt32 = this.#int32;
        this.#recordFloat64 = this.#float64;
        return true;
      }
      this.#moveTo((this.#position + (word & LENGTH_MASK)) | 0);
    }
  }

  #nextCopied(): boolean {
    this.#inPlace = 0;
    if (this.#copied === 0 && !this.#openCopy()) return false;
    this.#copied -= 1;
    const index = this.#copyIndex;
    this.#step(index);
    this.#copyIndex = index + (alignRecord(RECORD_HEADER_BYTES + this.#payloadBytes) >> 2);
    return true;
  }

  /** Copies the batch at the position, if there is one and it is still ours. */
  #openCopy(): boolean {
    for (;;) {
      const index = this.#headerIndex();
      const word = Atomics.load(this.#int32, index);
      const records = (word >>> FOLLOWERS_SHIFT) + 1;
      const isPadding = this.#isPadding(index);
      const bytes = word === 0 || isPadding ? 0 : this.#boundBatch(index, records);
      if (bytes > 0) this.#copy.take(this.#int32, index, bytes);
      if (!this.#stillCounts() || word === 0) return false;
      if (isPadding) {
        this.#moveTo((this.#position + (word & LENGTH_MASK)) | 0);
        continue;
      }
      assert(bytes > 0, "a batch of a reader that counts lies in the ring");
      this.#copied = records;
      this.#copyIndex = 0;
      this.#data = this.#copy.data;
      this.#recordInt32 = this.#copy.int32;
      this.#recordFloat64 = this.#copy.float64;
      return true;
    }
  }

  /** The bytes may be reused while we look, and then anything may stand there. */
  #boundBatch(index: number, records: number): number {
    const capacityBytes = this.#mask + 1;
    const bytesToEnd = capacityBytes - (this.#position & this.#mask);
    const bytesMax = Math.min(bytesToEnd, batchBytesMaxOf(capacityBytes));
    return boundBatch(this.#int32, index, records, bytesMax);
  }

  /** The last look: a read-modify-write, so that the copy came before any reuse of its bytes. */
  #stillCounts(): boolean {
    const state = Atomics.add(this.#int32, this.#state, 0);
    this.#evicted = state === SLOT_EVICTED;
    return state === SLOT_EVICTABLE || state === SLOT_GATING;
  }

  #isPadding(index: number): boolean {
    return ((this.#int32[index + 1] ?? 0) & TYPE_MASK) === TYPE_PADDING;
  }

  /** Past the record before anybody handles it. Plain: read only when this thread is dead. */
  #step(index: number): undefined {
    const length = (this.#recordInt32[index] ?? 0) & LENGTH_MASK;
    const sequence = this.#recordFloat64[(index >> 1) + 1] ?? 0;
    assert(sequence === this.#expected, "a reader that was not cut off misses nothing");
    this.#index = index;
    this.#payloadBytes = length - RECORD_HEADER_BYTES;
    this.#missed = this.#missedBefore;
    this.#missedBefore = 0;
    this.#expected = sequence + 1;
    this.#float64[this.#expectedAt] = this.#expected;
    this.#moveTo((this.#position + alignRecord(length)) | 0);
  }

  /** `delivered` is never behind `released`, also behind padding: a next life begins there. */
  #moveTo(position: number): undefined {
    this.#position = position;
    this.#int32[this.#state + DELIVERED_FROM_STATE] = position;
  }
}
