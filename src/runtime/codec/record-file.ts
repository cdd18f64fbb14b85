/**
 * The records of a file, in order, up to where it ends or is torn.
 *
 * A frame counts only whole: a length that reaches beyond the bytes, a length that contradicts the
 * record's own, or a wrong checksum ends the reading, and nothing behind it is looked at.
 */
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

/** One record of a file. `payload` lies in the file's bytes, which nobody must change. */
export type FileRecord = RecordHead & { readonly payload: Uint8Array };

export class RecordFile implements Iterable<FileRecord> {
  readonly #bytes: Uint8Array;
  readonly #data: DataView;
  #position: number;

  /** @param position Offset of the first frame to read: where an earlier reading ended. Bytes. */
  constructor(bytes: Uint8Array, position = 0) {
    this.#bytes = bytes;
    this.#data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = position;
  }

  /** Offset behind the last whole frame that was read. Bytes. */
  get position(): number {
    return this.#position;
  }

  /** Offset of bytes that are no whole frame, once all before it was read; null when all were. */
  get tornAt(): number | null {
    const isTorn = this.#position < this.#bytes.length && this.#frameBytes() === 0;
    return isTorn ? this.#position : null;
  }

  /** Goes on at {@link position}. */
  *[Symbol.iterator](): Generator<FileRecord, undefined> {
    for (let bytes = this.#frameBytes(); bytes > 0; bytes = this.#frameBytes()) {
      const record = this.#recordAt(this.#position, bytes);
      this.#position += alignFrame(bytes);
      yield record;
    }
  }

  /** Bytes of the frame at the position; 0 when there is no whole one. */
  #frameBytes(): number {
    const start = this.#position;
    const left = this.#bytes.length - start;
    if (left < FRAME_HEAD_BYTES) return 0;
    const data = this.#data;
    const bytes = data.getUint32(start + BYTES_AT, true);
    if (bytes < FRAME_HEAD_BYTES || bytes > FRAME_BYTES_MAX || alignFrame(bytes) > left) return 0;
    const recordBytes = bytes - FRAME_HEAD_BYTES + RECORD_HEAD_BYTES;
    if (data.getInt32(start + COMMIT_AT, true) !== recordBytes) return 0;
    const checksum = data.getUint32(start + CHECKSUM_AT, true);
    const isWhole = checksum === 0 || checksum === checksumOf(this.#bytes, start, bytes);
    return isWhole ? bytes : 0;
  }

  #recordAt(start: number, bytes: number): FileRecord {
    const data = this.#data;
    const typeAndVersion = data.getUint32(start + TYPE_AT, true);
    return {
      type: typeAndVersion & 0xffff,
      version: typeAndVersion >>> 16,
      sequence: data.getFloat64(start + SEQUENCE_AT, true),
      committedAt: data.getFloat64(start + COMMITTED_AT, true),
      actor: data.getInt32(start + ACTOR_AT, true),
      flags: data.getInt32(start + FLAGS_AT, true),
      wallMicros: data.getFloat64(start + WALL_AT, true),
      payload: this.#bytes.subarray(start + FRAME_HEAD_BYTES, start + bytes),
    };
  }
}
