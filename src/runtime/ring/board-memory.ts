/**
 * Makes a board's memory and attaches to one; and main's side of its watchers, and of the death of
 * its writer.
 */
import { assert } from "../../core/assert.ts";
import {
  BELL_FROM_WATCHER,
  BITMAP_FROM_WATCHER,
  BOARD_MAGIC,
  BOARD_MAGIC_INDEX,
  BOARD_OWNER_INDEX,
  BOARD_SLOT_BYTES_INDEX,
  BOARD_SLOTS_INDEX,
  BOARD_VERSION,
  BOARD_VERSION_INDEX,
  BOARD_WATCHERS_INDEX,
  type BoardShape,
  boardShape,
  NEWS_FROM_WATCHER,
  slotIndex,
  WATCHER_ACTIVE,
  WATCHER_FREE,
  WATCHERS_MAX,
  watcherIndex,
} from "./board-layout.ts";

export type BoardOptions = {
  /** Keys, from 0. At most 65,536. */
  readonly slots: number;
  /** Largest value. Bytes. */
  readonly slotBytes: number;
};

/** Views over the whole memory of one board. */
export type BoardMemory = {
  readonly int32: Int32Array;
  readonly bytes: Uint8Array;
  readonly data: DataView;
  readonly shape: BoardShape;
};

/** @throws {AssertionError} When a size is not allowed; nothing is made. */
export function allocateBoard({ slots, slotBytes }: BoardOptions): SharedArrayBuffer {
  assert(
    Number.isInteger(slots) && slots >= 1 && slots <= 65_536,
    `a board has 1 to 65536 slots: current value is ${slots}`,
  );
  assert(
    Number.isInteger(slotBytes) && slotBytes >= 1 && slotBytes <= 2 ** 24,
    `a slot has 1 B to 16 MiB: current value is ${slotBytes}`,
  );
  const { totalBytes } = boardShape(slots, slotBytes);
  assert(totalBytes <= 2 ** 30, `a board has at most 1 GiB: current value is ${totalBytes} B`);
  const memory = new SharedArrayBuffer(totalBytes);
  const int32 = new Int32Array(memory);
  int32[BOARD_MAGIC_INDEX] = BOARD_MAGIC;
  int32[BOARD_VERSION_INDEX] = BOARD_VERSION;
  int32[BOARD_SLOTS_INDEX] = slots;
  int32[BOARD_SLOT_BYTES_INDEX] = slotBytes;
  return memory;
}

/** @throws {AssertionError} When magic, version or size are not those of a board of this build. */
export function attachBoard(memory: SharedArrayBuffer): BoardMemory {
  assert(memory.byteLength >= 256, "a board's memory holds its header");
  const int32 = new Int32Array(memory);
  assert(int32[BOARD_MAGIC_INDEX] === BOARD_MAGIC, "a board's memory begins with its magic");
  assert(
    int32[BOARD_VERSION_INDEX] === BOARD_VERSION,
    `board version is ${BOARD_VERSION}: current value is ${int32[BOARD_VERSION_INDEX]}`,
  );
  const shape = boardShape(int32[BOARD_SLOTS_INDEX] ?? 0, int32[BOARD_SLOT_BYTES_INDEX] ?? 0);
  assert(
    memory.byteLength === shape.totalBytes,
    `board memory fits its slots: they take ${shape.totalBytes}, memory ${memory.byteLength}`,
  );
  return { int32, bytes: new Uint8Array(memory), data: new DataView(memory), shape };
}

/**
 * Takes a free place and returns its number: its worker is rung when slots change, and its bits
 * say which. Slots that already have a value count as changed.
 *
 * @throws {AssertionError} When all places are taken.
 */
export function watchBoard(memory: SharedArrayBuffer, bellLine: number): number {
  const board = attachBoard(memory);
  const { int32, shape } = board;
  const watcher = freeWatcherOf(board);
  const state = watcherIndex(shape, watcher);
  Atomics.store(int32, state + BELL_FROM_WATCHER, bellLine);
  for (let word = 0; word < shape.bitmapWords; word += 1) {
    Atomics.store(int32, state + BITMAP_FROM_WATCHER + word, 0);
  }
  Atomics.store(int32, state, WATCHER_ACTIVE);
  if (watcher >= Atomics.load(int32, BOARD_WATCHERS_INDEX)) {
    Atomics.store(int32, BOARD_WATCHERS_INDEX, watcher + 1);
  }
  // Only now, so that a put is seen here or marked by its writer, or both.
  markWritten(board, state);
  return watcher;
}

/** Nobody rings the place any more, and it may be taken again. */
export function unwatchBoard(memory: SharedArrayBuffer, watcher: number): undefined {
  const { int32, shape } = attachBoard(memory);
  Atomics.store(int32, watcherIndex(shape, watcher), WATCHER_FREE);
}

/**
 * After the writer's thread has ended: the next one may write. All slots count as changed, since
 * the last writer may have died before it told. An odd version stays: its old copy is whole.
 */
export function recoverBoard(memory: SharedArrayBuffer): undefined {
  const board = attachBoard(memory);
  const watchers = Atomics.load(board.int32, BOARD_WATCHERS_INDEX);
  for (let watcher = 0; watcher < watchers; watcher += 1) {
    const state = watcherIndex(board.shape, watcher);
    if (Atomics.load(board.int32, state) === WATCHER_ACTIVE) markWritten(board, state);
  }
  Atomics.store(board.int32, BOARD_OWNER_INDEX, 0);
}

function markWritten({ int32, shape }: BoardMemory, state: number): undefined {
  let written = 0;
  for (let slot = 0; slot < shape.slots; slot += 1) {
    // Version 1 is a first put under way: its writer marks the slot, or dies without a value.
    if (Atomics.load(int32, slotIndex(shape, slot)) >> 1 === 0) continue;
    Atomics.or(int32, state + BITMAP_FROM_WATCHER + (slot >> 5), 1 << (slot & 31));
    written += 1;
  }
  if (written > 0) Atomics.store(int32, state + NEWS_FROM_WATCHER, 1);
}

function freeWatcherOf({ int32, shape }: BoardMemory): number {
  for (let watcher = 0; watcher < WATCHERS_MAX; watcher += 1) {
    if (Atomics.load(int32, watcherIndex(shape, watcher)) === WATCHER_FREE) return watcher;
  }
  assert(false, `a board has at most ${WATCHERS_MAX} watchers`);
}
