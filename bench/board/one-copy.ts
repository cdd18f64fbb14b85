/**
 * A board's slot with one copy, as most seqlocks are: to compare with. Its reader starves while the
 * writer is fast, so it gives up after some tries; and a writer that dies in a put leaves it locked.
 */
import { ByteCopier } from "../../src/runtime/ring/byte-copier.ts";

const VERSION = 0;
const SIZE = 1;
const VALUE_OFFSET = 128;
const TRIES_MAX = 1_000;

export function allocateOneCopy(slotBytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(VALUE_OFFSET + Math.ceil(slotBytes / 8) * 8);
}

export class OneCopySlot {
  readonly #int32: Int32Array;
  readonly #bytes: Buffer;
  readonly #copier = new ByteCopier();
  /** Copies that a put had spoilt, and reads that gave up. */
  retries = 0;
  gaveUp = 0;

  constructor(memory: SharedArrayBuffer) {
    this.#int32 = new Int32Array(memory);
    this.#bytes = Buffer.from(memory);
  }

  put(value: Buffer, bytes: number): undefined {
    Atomics.add(this.#int32, VERSION, 1);
    value.copy(this.#bytes, VALUE_OFFSET, 0, bytes);
    this.#int32[SIZE] = bytes;
    Atomics.add(this.#int32, VERSION, 1);
  }

  /** Bytes of the value; -1 when it gave up. */
  read(target: DataView): number {
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const version = Atomics.load(this.#int32, VERSION);
      const bytes = this.#int32[SIZE] ?? 0;
      if ((version & 1) === 0) {
        this.#copier.copy(this.#bytes, VALUE_OFFSET, target, bytes);
        // A read-modify-write: a load could pass the copy before it.
        if (Atomics.add(this.#int32, VERSION, 0) === version) return bytes;
      }
      this.retries += 1;
    }
    this.gaveUp += 1;
    return -1;
  }
}
