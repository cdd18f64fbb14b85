/** A board's sizes, its slots and its watchers. */
import { describe, expect, test } from "bun:test";
import {
  BOARD_MAGIC_INDEX,
  BOARD_SLOTS_INDEX,
  BOARD_VERSION_INDEX,
  boardShape,
  slotIndex,
  WATCHERS_MAX,
} from "../../../src/runtime/ring/board-layout.ts";
import {
  allocateBoard,
  attachBoard,
  recoverBoard,
  unwatchBoard,
  watchBoard,
} from "../../../src/runtime/ring/board-memory.ts";
import { BoardReader } from "../../../src/runtime/ring/board-reader.ts";
import { BoardWriter } from "../../../src/runtime/ring/board-writer.ts";
import { Doorbell, ringBell } from "../../../src/runtime/ring/doorbell.ts";
import { allocateLines, attachLines } from "../../../src/runtime/ring/lines.ts";

const SLOTS = 70;
const SLOT_BYTES = 300;

function boardOf() {
  const memory = allocateBoard({ slots: SLOTS, slotBytes: SLOT_BYTES });
  const lines = allocateLines();
  const writer = new BoardWriter(memory, lines, 1);
  const put = (slot: number, value: readonly number[], by = writer) => {
    new Uint8Array(memory).set(value, by.begin(slot));
    by.end(slot, value.length);
  };
  return { memory, lines, writer, put };
}

function slotValue(reader: BoardReader, slot: number): number[] | null {
  const target = new DataView(new ArrayBuffer(SLOT_BYTES + 8), 8);
  const bytes = reader.read(slot, target);
  return bytes < 0 ? null : [...new Uint8Array(target.buffer, 8, bytes)];
}

function dirtyOf(reader: BoardReader): number[] {
  const slots: number[] = [];
  expect(reader.takeDirty((slot) => slots.push(slot))).toBe(slots.length);
  return slots;
}

describe("allocateBoard", () => {
  // rings case 1
  test.each([
    [0, 8],
    [1.5, 8],
    [65_537, 8],
    [8, 0],
    [8, 2 ** 24 + 1],
    [60_000, 2 ** 20],
  ])("refuses %d slots of %d bytes", (slots, slotBytes) => {
    expect(() => allocateBoard({ slots, slotBytes })).toThrow("Invariant: a");
  });
});

describe("attachBoard", () => {
  // rings case 2
  test.each([BOARD_MAGIC_INDEX, BOARD_VERSION_INDEX, BOARD_SLOTS_INDEX])(
    "refuses memory with another word %d",
    (index) => {
      const memory = allocateBoard({ slots: 2, slotBytes: 8 });
      new Int32Array(memory)[index] = 9;
      expect(() => attachBoard(memory)).toThrow("Invariant: ");
      expect(() => attachBoard(new SharedArrayBuffer(8))).toThrow("holds its header");
    },
  );
});

describe("BoardWriter", () => {
  // rings case 4
  test("refuses a second writer until the first releases the board", () => {
    const { memory, lines, writer } = boardOf();
    expect(() => new BoardWriter(memory, lines, 2)).toThrow("Invariant: a board has one writer");
    writer.releaseOwner();
    expect(new BoardWriter(memory, lines, 2).slotBytes).toBe(SLOT_BYTES);
  });

  test("takes its board back, and puts behind what another one put meanwhile", () => {
    const { memory, lines, writer, put } = boardOf();
    writer.releaseOwner();
    const other = new BoardWriter(memory, lines, 1);
    expect(() => writer.takeOwner()).toThrow("Invariant: a board has one writer");
    put(0, [1], other);
    other.releaseOwner();
    writer.takeOwner();
    put(0, [2]);
    const reader = new BoardReader(memory);
    expect([slotValue(reader, 0), reader.versionOf(0)]).toEqual([[2], 4]);
  });

  test("refuses a slot or a size that the board does not have", () => {
    const { writer } = boardOf();
    for (const slot of [-1, SLOTS, Number.NaN]) {
      expect(() => writer.begin(slot)).toThrow("Invariant: a slot is 0 to 69");
    }
    expect(() => writer.end(0, 8)).toThrow("Invariant: end follows begin");
    writer.begin(0);
    expect(() => writer.end(0, SLOT_BYTES + 1)).toThrow("Invariant: a value fits its slot");
  });
});

describe("BoardReader", () => {
  test("reads nothing from a slot that was never written", () => {
    const { memory, writer } = boardOf();
    const reader = new BoardReader(memory);
    expect(slotValue(reader, 3)).toBeNull();
    writer.begin(3);
    expect(slotValue(reader, 3)).toBeNull();
  });

  test.each([0, 1, 2, 3, 4, 82, 256, 257, 300])(
    "reads a value of %d bytes as it was put",
    (bytes) => {
      const { memory, put } = boardOf();
      const reader = new BoardReader(memory);
      const value = Array.from({ length: bytes }, (_, at) => 0xff - (at % 8));
      put(5, value);
      expect(slotValue(reader, 5)).toEqual(value);
      expect(slotValue(reader, 4)).toBeNull();
      expect(slotValue(reader, 6)).toBeNull();
    },
  );

  // rings case 59
  // S-18
  test("reads only the last of many puts, and the last whole one during a put", () => {
    const { memory, writer, put } = boardOf();
    const reader = new BoardReader(memory);
    for (let value = 1; value <= 9; value += 1) put(0, [value, value]);
    expect(slotValue(reader, 0)).toEqual([9, 9]);
    const version = reader.versionOf(0);
    new Uint8Array(memory).fill(0xee, writer.begin(0), writer.begin(0) + 40);
    expect(slotValue(reader, 0)).toEqual([9, 9]);
    expect(reader.versionOf(0)).toBe(version);
    writer.end(0, 2);
    expect(slotValue(reader, 0)).toEqual([0xee, 0xee]);
    expect(reader.versionOf(0)).toBe(version + 2);
  });

  test("goes on over the wrap of a version, and remembers that there is a value", () => {
    const { memory, put } = boardOf();
    const reader = new BoardReader(memory);
    const index = slotIndex(boardShape(SLOTS, SLOT_BYTES), 1);
    put(1, [0]);
    put(1, [0]);
    for (const start of [0x7fff_fff8, -8]) {
      new Int32Array(memory)[index] = start;
      for (let value = 1; value <= 8; value += 1) {
        put(1, [value]);
        expect(slotValue(reader, 1)).toEqual([value]);
      }
    }
  });

  test("refuses a target that is too small, and a slot that the board does not have", () => {
    const { memory, put } = boardOf();
    const reader = new BoardReader(memory);
    put(0, [1, 2, 3]);
    expect(() => reader.read(0, new DataView(new ArrayBuffer(2)))).toThrow("fits the target");
    expect(() => reader.read(SLOTS, new DataView(new ArrayBuffer(2)))).toThrow("a slot is 0 to 69");
    expect(() => new BoardReader(memory, WATCHERS_MAX)).toThrow("a watcher is below 64");
  });
});

describe("watchBoard", () => {
  test("tells each watcher which slots changed, once, when the writer rings", () => {
    const { memory, writer, put } = boardOf();
    const readers = [0, 1].map((line) => new BoardReader(memory, watchBoard(memory, line)));
    for (const slot of [69, 0, 31, 32, 0]) put(slot, [1]);
    for (const reader of readers) expect(reader.hasDirty()).toBe(false);
    writer.ring();
    for (const reader of readers) {
      expect(reader.hasDirty()).toBe(true);
      expect(dirtyOf(reader)).toEqual([0, 31, 32, 69]);
      expect([reader.hasDirty(), dirtyOf(reader)]).toEqual([false, []]);
    }
    writer.ring();
    for (const reader of readers) expect(reader.hasDirty()).toBe(false);
    expect(dirtyOf(new BoardReader(memory))).toEqual([]);
  });

  // rings case 59
  test("names a slot again that is put while its watcher takes the news", () => {
    const { memory, writer, put } = boardOf();
    const reader = new BoardReader(memory, watchBoard(memory, 0));
    put(0, [1]);
    writer.ring();
    const named: number[] = [];
    reader.takeDirty((slot) => {
      named.push(slot);
      put(0, [2]);
      writer.ring();
    });
    expect([named, dirtyOf(reader)]).toEqual([[0], [0]]);
    expect(slotValue(reader, 0)).toEqual([2]);
  });

  test("tells a watcher that comes late of all values that there are", () => {
    const { memory, writer, put } = boardOf();
    put(2, [1]);
    put(40, [1]);
    put(40, [2]);
    writer.begin(50);
    const reader = new BoardReader(memory, watchBoard(memory, 0));
    expect(dirtyOf(reader)).toEqual([2, 40]);
  });

  // rings case 35
  test("rings a sleeping watcher once a batch, and nobody when nothing changed", () => {
    const { memory, lines, writer, put } = boardOf();
    const words = attachLines(lines);
    watchBoard(memory, 6);
    const bell = new Doorbell(lines, 6);
    bell.prepareToSleep();
    writer.ring();
    expect(ringBell(words, 6)).toBe(true);
    bell.prepareToSleep();
    put(0, [1]);
    expect(ringBell(words, 6)).toBe(true);
    bell.prepareToSleep();
    writer.ring();
    expect(ringBell(words, 6)).toBe(false);
  });

  test("gives a place back, and refuses a 65th watcher", () => {
    const { memory, lines, writer, put } = boardOf();
    for (let watcher = 0; watcher < WATCHERS_MAX; watcher += 1) {
      expect(watchBoard(memory, watcher)).toBe(watcher);
    }
    expect(() => watchBoard(memory, 0)).toThrow("Invariant: a board has at most 64 watchers");
    unwatchBoard(memory, 7);
    new Doorbell(lines, 7).prepareToSleep();
    put(0, [1]);
    writer.ring();
    expect(ringBell(attachLines(lines), 7)).toBe(true);
    expect(watchBoard(memory, 9)).toBe(7);
  });
});

describe("recoverBoard", () => {
  // S-18
  test("leaves the last whole value of a writer that died in a put, and lets the next one on", () => {
    const { memory, lines, writer, put } = boardOf();
    const reader = new BoardReader(memory, watchBoard(memory, 0));
    put(0, [1]);
    writer.ring();
    dirtyOf(reader);
    put(1, [5]);
    new Uint8Array(memory).fill(0xee, writer.begin(0), writer.begin(0) + 8);
    recoverBoard(memory);
    expect(slotValue(reader, 0)).toEqual([1]);
    // The writer died before it told of slot 1.
    expect(dirtyOf(reader)).toEqual([0, 1]);
    const next = new BoardWriter(memory, lines, 2);
    put(0, [2], next);
    expect(slotValue(reader, 0)).toEqual([2]);
    put(0, [3], next);
    expect(slotValue(reader, 0)).toEqual([3]);
    expect(reader.versionOf(0)).toBe(6);
  });
});
