/** Main's side of a topic's readers. */
import { describe, expect, test } from "bun:test";
import { READERS_MAX } from "../../../src/runtime/ring/topic-layout.ts";
import { TopicReader } from "../../../src/runtime/ring/topic-reader.ts";
import {
  attachReader,
  detachReader,
  lostRecords,
  nextSequenceOf,
  readerLag,
  setReaderKind,
  slowestReaderLag,
  topicCounts,
  unreadRecords,
} from "../../../src/runtime/ring/topic-slots.ts";
import { filled, send, take, topicOf } from "./topic-fixture.ts";

describe("attachReader", () => {
  test("takes the slot that was asked for, else the first free one", () => {
    const { memory } = topicOf();
    const kind = "GATE";
    expect(attachReader(memory, { kind, bellLine: 0 })).toBe(0);
    expect(attachReader(memory, { kind, bellLine: 0, slot: 2 })).toBe(2);
    expect(attachReader(memory, { kind, bellLine: 0 })).toBe(1);
    expect(attachReader(memory, { kind, bellLine: 0 })).toBe(3);
  });

  test("refuses a slot that is taken or does not exist, and a 65th reader", () => {
    const { memory } = topicOf();
    for (let slot = 0; slot < READERS_MAX; slot += 1) {
      attachReader(memory, { kind: "EVICT", bellLine: slot });
    }
    const place = { kind: "EVICT", bellLine: 0 } as const;
    expect(() => attachReader(memory, { ...place, slot: 3 })).toThrow("Invariant: slot 3 is free");
    expect(() => attachReader(memory, { ...place, slot: 64 })).toThrow("Invariant: a slot is 0");
    expect(() => attachReader(memory, place)).toThrow("Invariant: a topic has at most 64 readers");
  });

  test("refuses a reader on a slot that nobody took", () => {
    const { memory } = topicOf();
    expect(() => new TopicReader(memory, 0)).toThrow("Invariant: slot 0 is taken by attachReader");
  });

  test("makes the writer wait for a gating reader that joined between two of its looks", () => {
    const { memory, writer, attach } = topicOf();
    send(writer, filled(104));
    const slot = attachReader(memory, { kind: "GATE", bellLine: 0 });
    let sent = 0;
    while (send(writer, filled(104))) sent += 1;
    expect(sent).toBe(7);
    expect(take(new TopicReader(memory, slot))).toHaveLength(sent);
    expect(take(attach("EVICT"))).toEqual([]);
  });
});

describe("detachReader", () => {
  test("frees the slot, and the writer waits for it no more", () => {
    const { memory, writer } = topicOf();
    const slot = attachReader(memory, { kind: "GATE", bellLine: 0 });
    while (send(writer, filled(104)));
    detachReader(memory, slot);
    expect(send(writer, filled(104))).toBe(true);
    expect(attachReader(memory, { kind: "GATE", bellLine: 0 })).toBe(slot);
    expect(take(new TopicReader(memory, slot))).toEqual([]);
  });
});

describe("setReaderKind", () => {
  test("says what a reader that was cut off is when it rejoins", () => {
    const { memory, writer } = topicOf();
    const slot = attachReader(memory, { kind: "EVICT", bellLine: 0 });
    const reader = new TopicReader(memory, slot);
    for (let record = 0; record < 20; record += 1) send(writer, filled(104));
    setReaderKind(memory, slot, "GATE");
    expect(reader.next()).toBe(false);
    reader.rejoin();
    expect(reader.kind).toBe("GATE");
    while (send(writer, filled(104)));
    expect(writer.evictedCount).toBe(1);
  });
});

describe("slowestReaderLag", () => {
  // rings case 27
  test("is 0 to the capacity, over readers that count", () => {
    const { memory, writer, attach } = topicOf();
    expect(slowestReaderLag(memory)).toEqual({ bytes: 0, capacityBytes: 1024, readers: 0 });
    const gone = attach("EVICT");
    for (let record = 0; record < 20; record += 1) send(writer, filled(104));
    expect(slowestReaderLag(memory)).toEqual({ bytes: 0, capacityBytes: 1024, readers: 0 });
    expect(readerLag(memory, 0)).toEqual({ bytes: 1024, capacityBytes: 1024 });
    gone.next();
    gone.rejoin();
    const gate = attach("GATE");
    send(writer, filled(104));
    take(gate);
    send(writer, []);
    expect(slowestReaderLag(memory)).toEqual({ bytes: 152, capacityBytes: 1024, readers: 2 });
    expect(readerLag(memory, 1).bytes).toBe(24);
    expect(nextSequenceOf(memory)).toBe(23);
  });
});

describe("lostRecords", () => {
  test("is 0 for a reader that counts, however much it has not read", () => {
    const { memory, writer, attach } = topicOf();
    const gate = attach("GATE");
    while (send(writer, filled(104)));
    const unread = unreadRecords(memory, 0);
    expect(unread).toBeGreaterThan(0);
    expect(lostRecords(memory, 0)).toBe(0);
    expect(take(gate)).toHaveLength(unread);
    expect(unreadRecords(memory, 0)).toBe(0);
  });

  test("is what a reader that was cut off will be told that it missed", () => {
    const { memory, writer, attach } = topicOf();
    const reader = attach("EVICT");
    send(writer, []);
    expect(reader.next()).toBe(true);
    for (let record = 0; record < 20; record += 1) send(writer, filled(104));
    expect(lostRecords(memory, 0)).toBe(20);
    expect(unreadRecords(memory, 0)).toBe(20);
    expect(reader.next()).toBe(false);
    expect(reader.rejoin()).toBe(20);
    expect(lostRecords(memory, 0)).toBe(0);
  });
});

describe("topicCounts", () => {
  test("says what the writer refused and whom it cut off, over all its lives", () => {
    const { memory, writer, attach } = topicOf();
    attach("EVICT");
    for (let record = 0; record < 20; record += 1) send(writer, filled(104));
    attach("GATE");
    while (send(writer, filled(104)));
    send(writer, filled(104));
    expect(topicCounts(memory)).toEqual({ full: 2, evicted: 1 });
    writer.releaseOwner();
    expect(topicCounts(memory)).toEqual({ full: 2, evicted: 1 });
  });
});
