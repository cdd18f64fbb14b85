/**
 * Frames on their way to a file, in one buffer that is used again and again: add what a batch said,
 * take it, write it.
 */
import { assert } from "../../core/assert.ts";
import { packBody } from "./msgpack.ts";
import {
  ACTOR_AT,
  alignFrame,
  BYTES_AT,
  CHECKSUM_AT,
  COMMIT_AT,
  COMMITTED_AT,
  checksumOf,
  FLAGS_AT,
  FRAME_BYTES_MAX,
  FRAME_HEAD_BYTES,
  RECORD_HEAD_BYTES,
  type RecordHead,
  SEQUENCE_AT,
  TYPE_AT,
  WALL_AT,
} from "./record-frame.ts";
import type { TYPE_ACTOR, TYPE_INSTRUMENT, TYPE_SCHEMA } from "./type-table.ts";

/** Type of an entry that explains a number of the records behind it. */
export type EntryType = typeof TYPE_ACTOR | typeof TYPE_INSTRUMENT | typeof TYPE_SCHEMA;

const CAPACITY_BYTES = 1 << 16;

export class RecordFrames {
  readonly #checksums: boolean;
  #bytes = new Uint8Array(CAPACITY_BYTES);
  #data = new DataView(this.#bytes.buffer);
  #used = 0;

  /** @param options `checksums` for files that must prove what they hold; it takes 0.6 ns a byte. */
  constructor(options: { readonly checksums?: boolean } = {}) {
    this.#checksums = options.checksums ?? false;
  }

  /** Bytes that {@link take} would return. */
  get bytes(): number {
    return this.#used;
  }

  /** Appends one record, whose payload is copied from `payload` as it stands. */
  add(head: RecordHead, payload: DataView): undefined {
    const bytes = FRAME_HEAD_BYTES + payload.byteLength;
    assert(bytes <= FRAME_BYTES_MAX, "a record is smaller than 16 MiB");
    const start = this.#used;
    const end = start + alignFrame(bytes);
    this.#makeRoom(end);
    const data = this.#data;
    data.setUint32(start + BYTES_AT, bytes, true);
    data.setInt32(start + COMMIT_AT, RECORD_HEAD_BYTES + payload.byteLength, true);
    data.setUint32(start + TYPE_AT, head.type + head.version * 0x1_0000, true);
    data.setFloat64(start + SEQUENCE_AT, head.sequence, true);
    data.setFloat64(start + COMMITTED_AT, head.committedAt, true);
    data.setInt32(start + ACTOR_AT, head.actor, true);
    data.setInt32(start + FLAGS_AT, head.flags, true);
    data.setFloat64(start + WALL_AT, head.wallMicros, true);
    const source = new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength);
    this.#bytes.set(source, start + FRAME_HEAD_BYTES);
    this.#bytes.fill(0, start + bytes, end);
    const checksum = this.#checksums ? checksumOf(this.#bytes, start, bytes) : 0;
    data.setUint32(start + CHECKSUM_AT, checksum, true);
    this.#used = end;
  }

  /** Appends what a number of the records behind it stands for, so that the file explains itself. */
  addEntry(type: EntryType, entry: object, wallMicros: number): undefined {
    const payload = packBody(entry);
    this.add(
      { type, version: 1, sequence: 0, committedAt: Number.NaN, actor: 0, flags: 0, wallMicros },
      new DataView(payload.buffer, payload.byteOffset, payload.byteLength),
    );
  }

  /** Returns all frames since the last call; valid until the next {@link add}. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#used);
    this.#used = 0;
    return taken;
  }

  #makeRoom(bytes: number): undefined {
    if (bytes <= this.#bytes.length) return;
    const grown = new Uint8Array(2 ** Math.ceil(Math.log2(bytes)));
    grown.set(this.#bytes.subarray(0, this.#used));
    this.#bytes = grown;
    this.#data = new DataView(grown.buffer);
  }
}
