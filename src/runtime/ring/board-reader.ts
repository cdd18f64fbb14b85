/**
 * A reader of a board: copies the newest whole value of a slot, and knows which slots changed.
 *
 * Invariant: a copy that `read` gave was not being written while it was made.
 */
import { assert } from "../../core/assert.ts";
import {
  BITMAP_FROM_WATCHER,
  type BoardShape,
  copyOffset,
  NEWS_FROM_WATCHER,
  SIZE_FROM_SLOT,
  slotIndex,
  WATCHERS_MAX,
  watcherIndex,
} from "./board-layout.ts";
import { attachBoard } from "./board-memory.ts";
import { ByteCopier, LOOP_BYTES_MAX } from "./byte-copier.ts";

const NOBODY = -1;

export class BoardReader {
  readonly #int32: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #shape: BoardShape;
  readonly #copier = new ByteCopier();
  /** Index of the watcher's state word. */
  readonly #watcher: number;

  /** @param watcher Place that `watchBoard` gave; without it nothing is ever dirty. */
  constructor(memory: SharedArrayBuffer, watcher: number = NOBODY) {
    assert(watcher < WATCHERS_MAX, `a watcher is below ${WATCHERS_MAX}: current is ${watcher}`);
    const { int32, bytes, shape } = attachBoard(memory);
    this.#int32 = int32;
    this.#bytes = bytes;
    this.#shape = shape;
    this.#watcher = watcher === NOBODY ? NOBODY : watcherIndex(shape, watcher);
  }

  /**
   * Copies the newest value of `slot` into `target` and returns its bytes; -1 when there never was
   * one. Two copies let it end: it repeats only when two puts began meanwhile.
   *
   * @throws {AssertionError} When the board has no such slot, or `target` is too small.
   */
  read(slot: number, target: DataView): number {
    const index = this.#indexOf(slot);
    for (;;) {
      // Acquire: the copy of the last even version is visible whole.
      const version = Atomics.load(this.#int32, index) & ~1;
      const copy = (version >> 1) & 1;
      const bytes = (this.#int32[index + SIZE_FROM_SLOT + copy] ?? 0) - 1;
      // The size may belong to a put under way: bound it, and judge it after the last look.
      const fits = bytes <= this.#shape.slotBytes && bytes <= target.byteLength;
      if (fits && bytes > 0) this.#copy(copyOffset(this.#shape, index, copy), target, bytes);
      // A read-modify-write, so that the copy came before it. Versions up to 2 more leave it alone.
      const moved = (Atomics.add(this.#int32, index, 0) - version) | 0;
      if (moved > 2 || moved < 0) continue;
      if (!fits) {
        assert(false, `a value of ${bytes} bytes fits the target: it has ${target.byteLength}`);
      }
      return bytes;
    }
  }

  /** Grows by 2 with every put of the slot, modulo 2^32. */
  versionOf(slot: number): number {
    return Atomics.load(this.#int32, this.#indexOf(slot)) & ~1;
  }

  /** The last look before sleeping. */
  hasDirty(): boolean {
    if (this.#watcher === NOBODY) return false;
    return Atomics.load(this.#int32, this.#watcher + NEWS_FROM_WATCHER) !== 0;
  }

  /** {@link hasDirty} by a plain load, for a loop that spins. */
  peekDirty(): boolean {
    return this.#watcher !== NOBODY && this.#int32[this.#watcher + NEWS_FROM_WATCHER] !== 0;
  }

  /**
   * Names each slot that changed since the last call, and returns how many. Read them after it: a
   * put that lands meanwhile is named again.
   */
  takeDirty(onSlot: (slot: number) => void): number {
    if (!this.hasDirty()) return 0;
    Atomics.exchange(this.#int32, this.#watcher + NEWS_FROM_WATCHER, 0);
    const bitmap = this.#watcher + BITMAP_FROM_WATCHER;
    let count = 0;
    for (let word = 0; word < this.#shape.bitmapWords; word += 1) {
      let bits = Atomics.exchange(this.#int32, bitmap + word, 0);
      while (bits !== 0) {
        const bit = 31 - Math.clz32(bits & -bits);
        bits &= bits - 1;
        count += 1;
        onSlot(word * 32 + bit);
      }
    }
    return count;
  }

  /** By words, never through float64 elements, which may change the bits of a NaN. */
  #copy(offset: number, target: DataView, bytes: number): undefined {
    if (bytes > LOOP_BYTES_MAX) {
      this.#copier.copy(this.#bytes, offset, target, bytes);
      return;
    }
    const wholeBytes = bytes & ~3;
    const source = offset >> 2;
    for (let at = 0; at < wholeBytes; at += 4) {
      target.setInt32(at, this.#int32[source + (at >> 2)] ?? 0, true);
    }
    for (let at = wholeBytes; at < bytes; at += 1) {
      target.setUint8(at, this.#bytes[offset + at] ?? 0);
    }
  }

  #indexOf(slot: number): number {
    if (!(slot >= 0 && slot < this.#shape.slots)) {
      assert(false, `a slot is 0 to ${this.#shape.slots - 1}: current value is ${slot}`);
    }
    return slotIndex(this.#shape, slot);
  }
}
