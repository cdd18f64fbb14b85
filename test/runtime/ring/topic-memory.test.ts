/** Which sizes a topic may have, and which memory is one. */
import { describe, expect, test } from "bun:test";
import { LINE_BYTES } from "../../../src/runtime/ring/lines.ts";
import {
  BELL_FROM_STATE,
  CAPACITY_INDEX,
  DATA_OFFSET,
  DELIVERED_FROM_STATE,
  expectedIndex,
  FULL_INDEX,
  MAGIC_INDEX,
  NEXT_SEQUENCE_INDEX,
  OWNER_INDEX,
  RELEASED_FROM_STATE,
  stateIndex,
  TAIL_INDEX,
  VERSION_INDEX,
} from "../../../src/runtime/ring/topic-layout.ts";
import { allocateTopic, attachTopic } from "../../../src/runtime/ring/topic-memory.ts";
import { payloads, send, topicOf } from "./topic-fixture.ts";

describe("allocateTopic", () => {
  // rings case 1
  test.each([0, -1, 1000, 128, 2 ** 31, 300.5, Number.NaN])(
    "refuses a ring of %d bytes",
    (capacityBytes) => {
      expect(() => allocateTopic({ capacityBytes })).toThrow("Invariant: topic capacity");
    },
  );

  test("refuses a first position that is no multiple of 8, and a first sequence below 1", () => {
    expect(() => allocateTopic({ capacityBytes: 256, position: 4 })).toThrow("multiple of 8");
    expect(() => allocateTopic({ capacityBytes: 256, sequence: 0 })).toThrow("first sequence");
  });

  // rings case 3
  test("makes an empty topic", () => {
    const { writer, attach } = topicOf({ position: 2 ** 32 - 64, sequence: 9 });
    const reader = attach("GATE");
    expect(payloads(reader)).toEqual([]);
    expect(reader.hasMore()).toBe(false);
    expect([writer.nextSequence, reader.expectedSequence]).toEqual([9, 9]);
  });

  test.each([1, 2 ** 40 + 1, 7 * 2 ** 40 + 1])(
    "counts nothing as missed that is before its first sequence: %d",
    (sequence) => {
      const { writer, attach } = topicOf({ sequence });
      const early = attach("GATE");
      send(writer, [1]);
      expect(early.next()).toBe(true);
      expect([early.sequence, early.missed]).toEqual([sequence, 0]);
      const late = attach("EVICT");
      send(writer, [2]);
      expect(late.next()).toBe(true);
      expect([late.sequence, late.missed]).toEqual([sequence + 1, 1]);
    },
  );
});

describe("attachTopic", () => {
  // rings case 2
  test.each([
    ["magic", MAGIC_INDEX],
    ["version", VERSION_INDEX],
    ["capacity", CAPACITY_INDEX],
  ])("refuses memory with another %s", (word, index) => {
    const memory = allocateTopic({ capacityBytes: 256 });
    new Int32Array(memory)[index] = 512;
    expect(() => attachTopic(memory)).toThrow(word);
  });

  test("refuses memory that is too small for a header", () => {
    expect(() => attachTopic(new SharedArrayBuffer(64))).toThrow("holds its header and a ring");
  });
});

describe("the layout", () => {
  // rings case 5
  test("has a line of its own for each word that one thread writes and another polls", () => {
    const line = (index: number) => Math.floor((index * 4) / LINE_BYTES);
    const words = [
      MAGIC_INDEX,
      TAIL_INDEX,
      OWNER_INDEX,
      FULL_INDEX,
      ...[0, 1, 63].flatMap((slot) => [
        stateIndex(slot),
        stateIndex(slot) + DELIVERED_FROM_STATE,
        stateIndex(slot) + RELEASED_FROM_STATE,
      ]),
      DATA_OFFSET / 4,
    ];
    expect(new Set(words.map(line)).size).toBe(words.length);
    expect(line(NEXT_SEQUENCE_INDEX * 2)).toBe(line(TAIL_INDEX));
    expect(line(expectedIndex(5) * 2)).toBe(line(stateIndex(5) + DELIVERED_FROM_STATE));
    expect(line(stateIndex(5) + BELL_FROM_STATE)).toBe(line(stateIndex(5)));
  });
});
