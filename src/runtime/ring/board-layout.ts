/**
 * Where everything lives in a board's shared memory.
 *
 * ```text
 *   line 0             line 1      1 line and a bitmap a watcher    slots
 *   +------------------+-----------+--------------------------------+--------------------------+
 *   | magic, ver.,     | owner     | state, bell, news | dirty bits | version, size 0, size 1, |
 *   | slots, slotBytes | watchers  |                   |            | copy 0, copy 1           |
 * ```
 *
 * A slot is two copies and one version word. Version 2k is whole, in copy k & 1. While the other
 * copy is being written the word is 2k + 1, and the last value stays readable, also when its
 * writer dies there. A size word is 0 when its copy was never written, else its bytes plus 1.
 */
import { LINE_BYTES } from "./lines.ts";

export const BOARD_MAGIC = 0x4f43_4244;
export const BOARD_VERSION = 1;
export const WATCHERS_MAX = 64;

const WORDS = LINE_BYTES / 4;

/** Indices of int32 words. */
export const BOARD_MAGIC_INDEX = 0;
export const BOARD_VERSION_INDEX = 1;
export const BOARD_SLOTS_INDEX = 2;
export const BOARD_SLOT_BYTES_INDEX = 3;
export const BOARD_OWNER_INDEX = WORDS;
/** Watchers ever: nobody looks beyond. */
export const BOARD_WATCHERS_INDEX = WORDS + 1;

export const BELL_FROM_WATCHER = 1;
/** Not 0 when a bit was set since the watcher last took them. */
export const NEWS_FROM_WATCHER = 2;
export const BITMAP_FROM_WATCHER = WORDS;
export const SIZE_FROM_SLOT = 1;

export const WATCHER_FREE = 0;
export const WATCHER_ACTIVE = 1;

const WATCHERS_OFFSET = 2 * LINE_BYTES;
const SLOT_HEADER_BYTES = 16;

/** What follows from the two sizes of a board. */
export type BoardShape = {
  readonly slots: number;
  readonly slotBytes: number;
  /** Words of a watcher's bitmap: a bit a slot. */
  readonly bitmapWords: number;
  readonly watcherBytes: number;
  readonly slotsOffset: number;
  readonly copyBytes: number;
  readonly strideBytes: number;
  readonly totalBytes: number;
};

export function boardShape(slots: number, slotBytes: number): BoardShape {
  const bitmapWords = Math.ceil(slots / 32);
  const watcherBytes = LINE_BYTES + alignUp(bitmapWords * 4, LINE_BYTES);
  const slotsOffset = WATCHERS_OFFSET + WATCHERS_MAX * watcherBytes;
  const copyBytes = alignUp(slotBytes, 8);
  // A line of its own for each version word: readers take it from the writer.
  const strideBytes = alignUp(SLOT_HEADER_BYTES + 2 * copyBytes, LINE_BYTES);
  const totalBytes = slotsOffset + slots * strideBytes;
  return {
    slots,
    slotBytes,
    bitmapWords,
    watcherBytes,
    slotsOffset,
    copyBytes,
    strideBytes,
    totalBytes,
  };
}

/** Index of a watcher's state word. */
export function watcherIndex(shape: BoardShape, watcher: number): number {
  return (WATCHERS_OFFSET + watcher * shape.watcherBytes) / 4;
}

/** Index of a slot's version word. */
export function slotIndex(shape: BoardShape, slot: number): number {
  return (shape.slotsOffset + slot * shape.strideBytes) / 4;
}

/** Byte offset of one copy of the slot whose version word is at `index`. */
export function copyOffset(shape: BoardShape, index: number, copy: number): number {
  return index * 4 + SLOT_HEADER_BYTES + copy * shape.copyBytes;
}

function alignUp(bytes: number, to: number): number {
  return Math.ceil(bytes / to) * to;
}
