/** Messages of the ring bench: their sizes, and the sums that tell wrong work. */
import { describe, expect, test } from "bun:test";
import { readersOn } from "../../../bench/ring/ring-plan.ts";
import { countsOf } from "../../../bench/ring/ring-round.ts";
import { type MessageKind, ringWorkOf } from "../../../bench/ring/ring-work.ts";
import { unpackBody } from "../../../src/runtime/codec/msgpack.ts";

const SIZES: readonly (readonly [kind: MessageKind, bytes: number])[] = [
  ["quote", 82],
  ...[16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_096].map((bytes) => [bytes, bytes] as const),
];
const KINDS = [...SIZES.map(([kind]) => kind), "book"] as const;

describe("ringWorkOf", () => {
  test.each(SIZES)("a message %p has exactly %d bytes", (kind, bytes) => {
    expect(ringWorkOf(kind).bytes).toBe(bytes);
  });

  test.each(KINDS)("the sum of %p is that of what is read, message by message", (kind) => {
    const work = ringWorkOf(kind);
    const data = new DataView(new ArrayBuffer(8 + work.bytes));
    let sum = 0;
    for (let i = 0; i < 300; i += 1) {
      work.write(data, 8, i);
      sum += work.read(data, 8, work.bytes);
      expect(work.sumOf(i + 1)).toBe(sum);
    }
  });

  test.each(KINDS)("a message %p that comes twice changes the sum", (kind) => {
    const work = ringWorkOf(kind);
    const data = new DataView(new ArrayBuffer(work.bytes));
    work.write(data, 0, 7);
    const seventh = work.read(data, 0, work.bytes);
    work.write(data, 0, 8);
    expect(work.read(data, 0, work.bytes)).not.toBe(seventh);
  });

  test("an update of the book has 40 levels, and every one is read", () => {
    const work = ringWorkOf("book");
    const bytes = new Uint8Array(work.bytes);
    work.write(new DataView(bytes.buffer), 0, 5);
    const fields = unpackBody("book", bytes) as readonly unknown[];
    expect(fields.at(-1)).toHaveLength(80);
  });
});

describe("countsOf", () => {
  test.each([1, 63, 64, 65, 12_800, 75_000])("of %d messages are whole batches of 64", (given) => {
    const { warmUp, messages } = countsOf(given);
    expect([warmUp % 64, messages % 64]).toEqual([0, 0]);
    expect(messages).toBeGreaterThanOrEqual(given);
    expect(warmUp).toBeGreaterThan(0);
  });
});

describe("readersOn", () => {
  test.each([
    [1, 1, 0, 1],
    [2, 1, 1, 0],
    [2, 2, 1, 1],
    [2, 8, 1, 7],
    [8, 2, 2, 0],
    [8, 8, 7, 1],
  ])("of %d cores, %d readers: %d spin and %d are parked", (cores, readers, spinning, parked) => {
    expect(readersOn(cores, readers)).toEqual({ spinning, parked });
  });
});
