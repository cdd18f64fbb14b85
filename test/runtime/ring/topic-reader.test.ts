/** What a reader sees, when it frees space, and what happens when it is cut off. */
import { describe, expect, test } from "bun:test";
import {
  DATA_OFFSET,
  SLOT_EVICTABLE,
  SLOT_EVICTED,
  stateIndex,
} from "../../../src/runtime/ring/topic-layout.ts";
import { TopicReader } from "../../../src/runtime/ring/topic-reader.ts";
import {
  attachReader,
  detachReader,
  setReaderKind,
} from "../../../src/runtime/ring/topic-slots.ts";
import { add, current, filled, payloads, send, TYPE, take, topicOf } from "./topic-fixture.ts";

describe.each(["GATE", "EVICT"] as const)("TopicReader of kind %s", (kind) => {
  // S-1
  test("delivers batches and single records in order", () => {
    const { writer, attach } = topicOf();
    const reader = attach(kind);
    send(writer, [1]);
    for (const byte of [2, 3, 4]) add(writer, [byte]);
    writer.publish();
    send(writer, []);
    expect(take(reader)).toEqual([
      { sequence: 1, payload: [1] },
      { sequence: 2, payload: [2] },
      { sequence: 3, payload: [3] },
      { sequence: 4, payload: [4] },
      { sequence: 5, payload: [] },
    ]);
    expect(reader.kind).toBe(kind);
  });

  // rings case 23
  test("gives as many as were asked for, then the rest", () => {
    const { writer, attach } = topicOf();
    const reader = attach(kind);
    for (const byte of [1, 2, 3]) add(writer, [byte]);
    expect([reader.hasMore(), reader.peekMore()]).toEqual([false, false]);
    writer.publish();
    expect([reader.hasMore(), reader.peekMore()]).toEqual([true, true]);
    expect(take(reader, 2)).toHaveLength(2);
    expect([reader.hasMore(), reader.peekMore()]).toEqual([true, true]);
    expect(payloads(reader)).toEqual([[3]]);
    expect([reader.hasMore(), reader.peekMore()]).toEqual([false, false]);
  });

  // rings cases 24 and 49, and 62
  // S-10
  test("never gives a record again whose handler killed its reader", () => {
    const { memory, writer } = topicOf();
    const slot = attachReader(memory, { kind, bellLine: 0 });
    const first = new TopicReader(memory, slot);
    for (const byte of [1, 2, 3]) add(writer, [byte]);
    writer.publish();
    first.next();
    first.next();
    // Its thread died here: nothing was released.
    const second = new TopicReader(memory, slot);
    expect(second.expectedSequence).toBe(3);
    expect(take(second)).toEqual([{ sequence: 3, payload: [3] }]);
    expect(second.missed).toBe(0);
  });

  test("gives again what its reader had not released, to one that begins there", () => {
    const { memory, writer } = topicOf();
    const slot = attachReader(memory, { kind, bellLine: 0 });
    const first = new TopicReader(memory, slot);
    for (const byte of [1, 2, 3, 4]) add(writer, [byte]);
    writer.publish();
    first.next();
    first.release();
    first.next();
    first.next();
    const second = new TopicReader(memory, slot, "RELEASED");
    expect(second.next()).toBe(true);
    expect(current(second)).toEqual({ sequence: 2, payload: [2] });
    // Death once more: what it was given is not released, so the next one gets it, too.
    const third = new TopicReader(memory, slot, "RELEASED");
    expect([third.expectedSequence, third.missed]).toEqual([2, 0]);
    expect(payloads(third)).toEqual([[2], [3], [4]]);
    third.release();
    expect(new TopicReader(memory, slot, "RELEASED").next()).toBe(false);
  });

  // rings case 25
  test("lets a handler send on the topic that it reads", () => {
    const { writer, attach } = topicOf();
    const reader = attach(kind);
    send(writer, [1]);
    const seen: (readonly number[])[] = [];
    while (seen.length < 5 && reader.next()) {
      seen.push(current(reader).payload);
      send(writer, [seen.length + 1]);
    }
    expect(seen).toEqual([[1], [2], [3], [4], [5]]);
  });

  // S-12
  test("is told at its first record what was said before it joined", () => {
    const { writer, attach } = topicOf();
    for (const byte of [1, 2, 3]) send(writer, [byte]);
    const reader = attach(kind);
    for (const byte of [4, 5]) send(writer, [byte]);
    const missed: number[] = [];
    while (reader.next()) missed.push(reader.missed);
    expect(missed).toEqual([3, 0]);
  });

  // rings case 58
  // S-16
  test("begins at the next record published when it joins late, also before a move to the start", () => {
    for (const bytesToEnd of [8, 64, 128]) {
      const { writer, attach } = topicOf({ position: 1024 - bytesToEnd - 32 });
      send(writer, filled(8));
      const reader = attach(kind);
      expect(reader.expectedSequence).toBe(2);
      send(writer, filled(104, 2));
      expect(reader.missed).toBe(0);
      expect(take(reader)).toEqual([{ sequence: 2, payload: filled(104, 2) }]);
    }
  });

  test("keeps bytes as they are, also those that would be a NaN", () => {
    const { writer, attach } = topicOf();
    const reader = attach(kind);
    const payload = [...filled(8, 0xff), 1, 2, 3, 4, 5, 6, 0xf1, 0x7f, ...filled(9, 0xfe)];
    send(writer, payload);
    expect(payloads(reader)).toEqual([payload]);
  });

  test("copies or shows long batches whole", () => {
    const { writer, attach } = topicOf({ capacityBytes: 2 ** 16 });
    const reader = attach(kind);
    for (let record = 0; record < 40; record += 1) {
      add(writer, filled(record * 5, record));
    }
    writer.publish();
    send(writer, filled(writer.payloadBytesMax, 99));
    const seen = payloads(reader);
    expect(seen).toHaveLength(41);
    for (let record = 0; record < 40; record += 1)
      expect(seen[record]).toEqual(filled(record * 5, record));
    expect(seen[40]).toEqual(filled(writer.payloadBytesMax, 99));
  });

  test("has no more when its slot was freed", () => {
    const { memory, writer } = topicOf();
    const slot = attachReader(memory, { kind, bellLine: 0 });
    const reader = new TopicReader(memory, slot);
    send(writer, [1]);
    detachReader(memory, slot);
    expect([reader.hasMore(), reader.next(), reader.evicted]).toEqual([false, false, false]);
    expect(reader.rejoin()).toBe(0);
    expect(reader.next()).toBe(false);
  });
});

describe("TopicReader that gates", () => {
  // rings case 26
  test("keeps its record from being overwritten until it released it", () => {
    const { writer, attach } = topicOf();
    const reader = attach("GATE");
    send(writer, filled(104, 1));
    reader.next();
    while (send(writer, filled(104, 2)));
    expect(current(reader).payload).toEqual(filled(104, 1));
    reader.release();
    expect(send(writer, filled(104, 3))).toBe(true);
    expect(send(writer, filled(104, 3))).toBe(false);
  });

  // rings case 57
  // S-43
  test("holds the writer back at the slowest, until that one is made evictable", () => {
    const { memory, writer, attach } = topicOf();
    const slot = attachReader(memory, { kind: "GATE", bellLine: 0 });
    const slow = new TopicReader(memory, slot);
    const fast = attach("GATE");
    while (send(writer, filled(104))) take(fast);
    expect(writer.evictedCount).toBe(0);
    setReaderKind(memory, slot, "EVICT");
    expect(send(writer, filled(104))).toBe(true);
    expect([writer.evictedCount, writer.fullCount]).toEqual([1, 1]);
    expect([slow.hasMore(), slow.peekMore()]).toEqual([true, true]);
    expect([slow.next(), slow.evicted]).toEqual([false, true]);
    expect(slow.rejoin()).toBe(8);
  });

  test("drops what it knew of a batch when it was cut off between two turns", () => {
    const { memory, writer } = topicOf();
    const slot = attachReader(memory, { kind: "GATE", bellLine: 0 });
    const reader = new TopicReader(memory, slot);
    for (const byte of [1, 2, 3]) add(writer, [byte]);
    writer.publish();
    expect(take(reader, 1)).toHaveLength(1);
    setReaderKind(memory, slot, "EVICT");
    for (let record = 0; record < 10; record += 1) send(writer, filled(104, 0xff));
    setReaderKind(memory, slot, "GATE");
    reader.resume();
    expect(reader.evicted).toBe(true);
    expect([reader.next(), reader.evicted]).toEqual([false, true]);
    expect(reader.rejoin()).toBe(12);
    send(writer, [4]);
    expect(take(reader)).toEqual([{ sequence: 14, payload: [4] }]);
    while (send(writer, filled(104)));
    expect(writer.evictedCount).toBe(1);
  });

  test("goes on in place after a time as evictable in which nobody cut it off", () => {
    const { memory, writer } = topicOf();
    const slot = attachReader(memory, { kind: "GATE", bellLine: 0 });
    const reader = new TopicReader(memory, slot);
    for (const byte of [1, 2, 3, 4]) add(writer, [byte]);
    writer.publish();
    expect(take(reader, 1)).toHaveLength(1);
    setReaderKind(memory, slot, "EVICT");
    expect(take(reader, 1)).toEqual([{ sequence: 2, payload: [2] }]);
    expect(reader.data.buffer).not.toBe(memory);
    setReaderKind(memory, slot, "GATE");
    expect(take(reader)).toHaveLength(2);
    expect(reader.data.buffer).toBe(memory);
  });
});

describe("TopicReader that is evictable", () => {
  // rings case 55
  // S-12, S-42
  test("is told how many it missed when the writer cut it off, and goes on at the newest", () => {
    const { writer, attach } = topicOf();
    const reader = attach("EVICT");
    send(writer, filled(104));
    expect(take(reader)).toHaveLength(1);
    for (let record = 0; record < 20; record += 1) expect(send(writer, filled(104))).toBe(true);
    expect([writer.evictedCount, writer.fullCount]).toEqual([1, 0]);
    expect([reader.hasMore(), reader.peekMore()]).toEqual([true, true]);
    expect([reader.next(), reader.evicted]).toEqual([false, true]);
    expect(reader.rejoin()).toBe(20);
    expect([reader.hasMore(), reader.evicted]).toEqual([false, false]);
    send(writer, [1]);
    send(writer, [2]);
    const missed: number[] = [];
    while (reader.next()) missed.push(reader.missed);
    expect(missed).toEqual([20, 0]);
    expect(reader.sequence).toBe(23);
  });

  // rings case 63
  test("keeps the record that it handles when it is cut off meanwhile", () => {
    const { writer, attach } = topicOf();
    const reader = attach("EVICT");
    add(writer, filled(40, 1));
    add(writer, filled(40, 2));
    writer.publish();
    reader.next();
    for (let record = 0; record < 20; record += 1) send(writer, filled(104, 9));
    expect(current(reader).payload).toEqual(filled(40, 1));
    // The copy of its batch was whole.
    expect(reader.next()).toBe(true);
    expect(current(reader).payload).toEqual(filled(40, 2));
    expect([reader.next(), reader.evicted]).toEqual([false, true]);
    expect(reader.rejoin()).toBe(20);
  });

  // rings case 56
  test.each([1, -1, 0x00ff_ffff, 0x7fff_fff8, 23])(
    "takes no harm from %d in a reused header",
    (word) => {
      const { memory, writer } = topicOf();
      const slot = attachReader(memory, { kind: "EVICT", bellLine: 0 });
      const reader = new TopicReader(memory, slot);
      send(writer, [1]);
      const int32 = new Int32Array(memory);
      int32[DATA_OFFSET >> 2] = word;
      int32[stateIndex(slot)] = SLOT_EVICTED;
      expect([reader.next(), reader.evicted]).toEqual([false, true]);
      int32[stateIndex(slot)] = SLOT_EVICTABLE;
      // The same in a reader that counts is no lap but a broken ring.
      if (word !== 23 && word !== 1) return;
      expect(() => reader.next()).toThrow("Invariant: a batch of a reader that counts");
    },
  );

  // rings case 31
  test("notices a lap although the writer went 2^32 bytes and stands at its position again", () => {
    const { memory, writer, attach } = topicOf({ capacityBytes: 2 ** 20 });
    const reader = attach("EVICT");
    const bytes = writer.payloadBytesMax;
    const laps = 2 ** 32 / 2 ** 17;
    for (let record = 0; record < laps; record += 1) {
      writer.claim(bytes, TYPE);
      writer.commit();
      writer.publish();
    }
    expect(new Int32Array(memory)[32]).toBe(0);
    expect([reader.next(), reader.evicted]).toEqual([false, true]);
    expect(reader.rejoin()).toBe(laps);
  });

  test("resumes as cut off when that happened while its thread was dead", () => {
    const { memory, writer } = topicOf();
    const slot = attachReader(memory, { kind: "EVICT", bellLine: 0 });
    const dead = new TopicReader(memory, slot);
    send(writer, [1]);
    send(writer, [2]);
    dead.next();
    for (let record = 0; record < 20; record += 1) send(writer, filled(104));
    const reader = new TopicReader(memory, slot);
    expect(reader.expectedSequence).toBe(2);
    expect([reader.next(), reader.evicted]).toEqual([false, true]);
    expect(reader.rejoin()).toBe(21);
  });
});

describe("TopicReader behind padding", () => {
  test.each(["GATE", "EVICT"] as const)("resumes behind padding that it freed (%s)", (kind) => {
    const { memory, writer } = topicOf({ position: 1024 - 32 });
    const slot = attachReader(memory, { kind, bellLine: 0 });
    const dead = new TopicReader(memory, slot);
    writer.claim(104, TYPE);
    writer.abort();
    expect(take(dead)).toEqual([]);
    // The padding is free, and is written over.
    for (const bytes of [104, 104, 104, 104, 104, 104, 104, 72]) send(writer, filled(bytes, 9));
    expect(send(writer, [])).toBe(kind === "EVICT" || writer.fullCount === 0);
    const reader = new TopicReader(memory, slot);
    expect(reader.expectedSequence).toBe(1);
  });
});
