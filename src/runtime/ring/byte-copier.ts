/**
 * Copies of more than a few words, by one call and without a view for each: `set` would need two,
 * which are garbage on the hot path and take longer than the copy.
 */

/** Up to here a loop over words is as fast as a call. */
export const LOOP_BYTES_MAX = 128;

/** Knows its last source and target, and makes a buffer over each only when it is another. */
export class ByteCopier {
  #source: ArrayBufferView | null = null;
  #target: ArrayBufferView | null = null;
  #from: Buffer | null = null;
  #to: Buffer | null = null;

  /** Copies to the start of `target`. `offset` is in `source`. Both are at least so long. */
  copy(source: ArrayBufferView, offset: number, target: ArrayBufferView, bytes: number): undefined {
    if (source !== this.#source || this.#from === null) {
      this.#source = source;
      this.#from = bufferOver(source);
    }
    if (target !== this.#target || this.#to === null) {
      this.#target = target;
      this.#to = bufferOver(target);
    }
    this.#from.copy(this.#to, 0, offset, offset + bytes);
  }
}

function bufferOver({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
