/** A reader of records that were kept, for a source of a life that is run again: it is handed each. */
import type { RecordReader } from "../actor/source.ts";

/** A record as it was in its writer's ring. */
export type KeptRecord = {
  readonly type: number;
  readonly version: number;
  readonly sequence: number;
  /** Nanoseconds, monotonic. */
  readonly committedAt: number;
  readonly payload: Uint8Array;
};

const NOTHING: KeptRecord = {
  type: 0,
  version: 0,
  sequence: 0,
  committedAt: Number.NaN,
  payload: new Uint8Array(0),
};

export class KeptReader implements RecordReader {
  readonly kind = "EVICT";
  readonly offset = 0;
  /** Who missed what is told by the record. */
  readonly missed = 0;
  readonly missedBefore = 0;
  readonly evicted = false;
  #record = NOTHING;
  #data: DataView = new DataView(new ArrayBuffer(0));
  #isWaiting = false;

  /** The next record that {@link next} steps to. */
  hand(record: KeptRecord): undefined {
    const { buffer, byteOffset, byteLength } = record.payload;
    this.#record = record;
    this.#data = new DataView(buffer, byteOffset, byteLength);
    this.#isWaiting = true;
  }

  next(): boolean {
    const isWaiting = this.#isWaiting;
    this.#isWaiting = false;
    return isWaiting;
  }

  get data(): DataView {
    return this.#data;
  }

  get payloadBytes(): number {
    return this.#data.byteLength;
  }

  get type(): number {
    return this.#record.type;
  }

  get version(): number {
    return this.#record.version;
  }

  get sequence(): number {
    return this.#record.sequence;
  }

  get committedAt(): number {
    return this.#record.committedAt;
  }

  get expectedSequence(): number {
    return this.#record.sequence + 1;
  }

  readEpoch(): number {
    return 0;
  }

  peekEpoch(): number {
    return 0;
  }

  epochSequence(): number {
    return 0;
  }

  hasMore(): boolean {
    return this.#isWaiting;
  }

  peekMore(): boolean {
    return this.#isWaiting;
  }

  release(): undefined {}

  resume(): undefined {}

  rejoin(): number {
    return 0;
  }
}
