/**
 * The one writer of a board.
 *
 * Invariant: the copy that readers may look at is never the one that is written.
 */
import { assert } from "../../core/assert.ts";
import {
  BELL_FROM_WATCHER,
  BITMAP_FROM_WATCHER,
  BOARD_OWNER_INDEX,
  BOARD_WATCHERS_INDEX,
  type BoardShape,
  copyOffset,
  NEWS_FROM_WATCHER,
  SIZE_FROM_SLOT,
  slotIndex,
  WATCHER_ACTIVE,
  watcherIndex,
} from "./board-layout.ts";
import { attachBoard } from "./board-memory.ts";
import { ringBell } from "./doorbell.ts";
import { attachLines } from "./lines.ts";

export class BoardWriter {
  /** Over the whole memory; `begin` gives a place in it. */
  readonly data: DataView;
  /** Over the whole memory too. */
  readonly bytes: Uint8Array;
  readonly #int32: Int32Array;
  readonly #lines: Int32Array;
  readonly #shape: BoardShape;
  readonly #owner: number;
  /** A bit a slot that changed since the last `ring`. */
  readonly #dirty: Int32Array;
  #isDirty = false;

  /** @throws {AssertionError} When another writer holds the board. */
  constructor(memory: SharedArrayBuffer, lines: SharedArrayBuffer, owner: number) {
    const board = attachBoard(memory);
    assert(owner > 0, `an owner is above 0: current value is ${owner}`);
    this.#lines = attachLines(lines);
    this.data = board.data;
    this.bytes = board.bytes;
    this.#int32 = board.int32;
    this.#shape = board.shape;
    this.#owner = owner;
    this.#dirty = new Int32Array(board.shape.bitmapWords);
    this.takeOwner();
  }

  /**
   * Writes: at first, and again after {@link releaseOwner}.
   *
   * @throws {AssertionError} When another writer holds the board.
   */
  takeOwner(): undefined {
    const holder = Atomics.compareExchange(this.#int32, BOARD_OWNER_INDEX, 0, this.#owner);
    assert(holder === 0, `a board has one writer: current owner is ${holder}`);
  }

  /** Largest value of a slot. Bytes. */
  get slotBytes(): number {
    return this.#shape.slotBytes;
  }

  /** Begins a put and returns the byte offset of the copy to write. Follow it with one `end`. */
  begin(slot: number): number {
    const index = this.#indexOf(slot);
    let version = this.#int32[index] ?? 0;
    // Odd already: the last writer died in a put, and its unfinished copy is the one to write.
    // A read-modify-write, like the reader's last look.
    if ((version & 1) === 0) version = Atomics.add(this.#int32, index, 1);
    return copyOffset(this.#shape, index, copyToWrite(version));
  }

  /** Makes what was written since `begin` the value of the slot. Watchers hear at {@link ring}. */
  end(slot: number, bytes: number): undefined {
    const index = this.#indexOf(slot);
    const version = this.#int32[index] ?? 0;
    assert((version & 1) === 1, "end follows begin");
    assert(bytes >= 0 && bytes <= this.#shape.slotBytes, "a value fits its slot");
    this.#int32[index + SIZE_FROM_SLOT + copyToWrite(version)] = bytes + 1;
    // Release: who loads this version sees the whole copy.
    Atomics.store(this.#int32, index, (version + 1) | 0);
    this.#dirty[slot >> 5] = (this.#dirty[slot >> 5] ?? 0) | (1 << (slot & 31));
    this.#isDirty = true;
  }

  /** Once a batch: tells each watcher what changed since the last call, and wakes the sleepers. */
  ring(): undefined {
    if (!this.#isDirty) return;
    this.#isDirty = false;
    const watchers = Atomics.load(this.#int32, BOARD_WATCHERS_INDEX);
    for (let watcher = 0; watcher < watchers; watcher += 1) {
      const state = watcherIndex(this.#shape, watcher);
      if (Atomics.load(this.#int32, state) === WATCHER_ACTIVE) this.#tell(state);
    }
    this.#dirty.fill(0);
  }

  /** Lets another life write. Only {@link takeOwner} may follow. */
  releaseOwner(): undefined {
    Atomics.compareExchange(this.#int32, BOARD_OWNER_INDEX, this.#owner, 0);
  }

  #tell(state: number): undefined {
    for (let word = 0; word < this.#shape.bitmapWords; word += 1) {
      const bits = this.#dirty[word] ?? 0;
      if (bits !== 0) Atomics.or(this.#int32, state + BITMAP_FROM_WATCHER + word, bits);
    }
    // After the bits: who takes the news finds them.
    Atomics.store(this.#int32, state + NEWS_FROM_WATCHER, 1);
    ringBell(this.#lines, Atomics.load(this.#int32, state + BELL_FROM_WATCHER));
  }

  #indexOf(slot: number): number {
    if (!(slot >= 0 && slot < this.#shape.slots)) {
      assert(false, `a slot is 0 to ${this.#shape.slots - 1}: current value is ${slot}`);
    }
    return slotIndex(this.#shape, slot);
  }
}

/** Version 2k is in copy k & 1; the next value goes to the other one. */
function copyToWrite(version: number): number {
  return ((version >> 1) + 1) & 1;
}
