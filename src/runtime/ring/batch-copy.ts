/**
 * A private copy of one batch, for a reader that the writer may cut off at any moment.
 *
 * Bytes are never copied through float64 elements: a NaN may change its bits there.
 */
import { ByteCopier, LOOP_BYTES_MAX } from "./byte-copier.ts";
import { alignRecord, LENGTH_MASK, RECORD_HEADER_BYTES } from "./topic-layout.ts";

const BYTES_MIN = 4096;

export class BatchCopy {
  int32 = new Int32Array(0);
  float64 = new Float64Array(0);
  data = new DataView(new ArrayBuffer(0));
  readonly #copier = new ByteCopier();

  /** @param bytes Multiple of 8. */
  take(source: Int32Array, sourceIndex: number, bytes: number): undefined {
    if (bytes > this.data.byteLength) this.#grow(bytes);
    if (bytes > LOOP_BYTES_MAX) {
      this.#copier.copy(source, sourceIndex << 2, this.data, bytes);
      return;
    }
    const words = bytes >> 2;
    const target = this.int32;
    for (let word = 0; word < words; word += 1) target[word] = source[sourceIndex + word] ?? 0;
  }

  #grow(bytes: number): undefined {
    let capacityBytes = BYTES_MIN;
    while (capacityBytes < bytes) capacityBytes *= 2;
    const buffer = new ArrayBuffer(capacityBytes);
    this.int32 = new Int32Array(buffer);
    this.float64 = new Float64Array(buffer);
    this.data = new DataView(buffer);
  }
}

/**
 * Bytes of a batch whose first commit word is at `index`; 0 when they cannot be a batch, as with
 * bytes that the writer has reused. `bytesMax` is where the ring, or the largest batch, ends.
 */
export function boundBatch(
  int32: Int32Array,
  index: number,
  records: number,
  bytesMax: number,
): number {
  let bytes = 0;
  for (let record = 0; record < records; record += 1) {
    const length = (int32[index + (bytes >> 2)] ?? 0) & LENGTH_MASK;
    if (length < RECORD_HEADER_BYTES) return 0;
    bytes += alignRecord(length);
    if (bytes > bytesMax) return 0;
  }
  return bytes;
}
