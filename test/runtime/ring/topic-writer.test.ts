/** How records are framed and batched, and when a claim is refused. */
import { describe, expect, test } from "bun:test";
import {
  alignRecord,
  DATA_OFFSET,
  RECORD_HEADER_BYTES,
  TAIL_INDEX,
} from "../../../src/runtime/ring/topic-layout.ts";
import { TopicWriter } from "../../../src/runtime/ring/topic-writer.ts";
import {
  add,
  current,
  filled,
  payloads,
  send,
  TYPE,
  take,
  topicOf,
  VERSION,
} from "./topic-fixture.ts";

describe("TopicWriter", () => {
  // rings case 4
  test("refuses a second writer until the first releases the topic", () => {
    const { memory, lines, writer } = topicOf();
    expect(() => new TopicWriter(memory, lines, { owner: 2, incarnation: 2 })).toThrow(
      "Invariant: a topic has one writer",
    );
    writer.releaseOwner();
    expect(new TopicWriter(memory, lines, { owner: 2, incarnation: 2 }).nextSequence).toBe(1);
  });

  // rings case 6
  test("sends a message of no bytes", () => {
    const { writer, attach } = topicOf();
    const reader = attach("GATE");
    send(writer, []);
    send(writer, [1]);
    expect(payloads(reader)).toEqual([[], [1]]);
  });

  // rings case 7
  // S-45
  test("accepts the largest payload and refuses one byte more before it touches memory", () => {
    const { writer, attach, ring } = topicOf();
    const reader = attach("GATE");
    expect(writer.payloadBytesMax).toBe(1024 / 8 - RECORD_HEADER_BYTES);
    const before = [...ring];
    expect(() => writer.claim(writer.payloadBytesMax + 1, TYPE)).toThrow("Invariant: a payload");
    expect(() => writer.claim(Number.NaN, TYPE)).toThrow("Invariant: a payload");
    expect(() => writer.claim(-1, TYPE)).toThrow("Invariant: a payload");
    expect([...ring]).toEqual(before);
    send(writer, filled(writer.payloadBytesMax));
    expect(payloads(reader)).toEqual([filled(writer.payloadBytesMax)]);
  });

  // rings case 8
  test("aligns records to 8 and reports their lengths unaligned", () => {
    const { writer, attach } = topicOf();
    const reader = attach("GATE");
    for (let bytes = 1; bytes <= 17; bytes += 1) {
      expect((writer.claim(bytes, TYPE) - RECORD_HEADER_BYTES) % 8).toBe(0);
      writer.commit();
      writer.publish();
      expect(take(reader).map(({ payload }) => payload.length)).toEqual([bytes]);
    }
  });

  test("gives each record its type, version, sequence and the time of its batch", () => {
    const { writer, attach } = topicOf();
    const reader = attach("GATE");
    add(writer, [1]);
    add(writer, [2]);
    writer.publish();
    send(writer, [3]);
    const seen: number[][] = [];
    while (reader.next()) {
      seen.push([reader.type, reader.version, reader.sequence, reader.committedAt]);
    }
    expect(seen).toEqual([
      [TYPE, VERSION, 1, 1],
      [TYPE, VERSION, 2, 1],
      [TYPE, VERSION, 3, 2],
    ]);
    expect(writer.committedAt).toBe(2);
    expect(writer.nextSequence).toBe(4);
  });

  // rings case 9
  test("writes no padding behind a record that ends at the ring's end", () => {
    const { memory, writer, attach, ring } = topicOf();
    const reader = attach("GATE");
    ring.fill(0xff, 0, 8);
    for (let record = 0; record < 8; record += 1) {
      if (record === 0) ring.fill(0, 0, 8);
      send(writer, filled(writer.payloadBytesMax));
      take(reader);
    }
    expect(new Int32Array(memory)[TAIL_INDEX]).toBe(1024);
    expect(new Int32Array(memory)[DATA_OFFSET >> 2]).toBe(0);
    expect(writer.claim(0, TYPE)).toBe(DATA_OFFSET + RECORD_HEADER_BYTES);
  });

  // rings cases 10 and 11
  test.each([8, 16, 24, 64, 112, 120])("pads %d bytes at the ring's end", (bytesToEnd) => {
    const { memory, writer, attach } = topicOf({ position: 1024 - bytesToEnd });
    const reader = attach("GATE");
    send(writer, filled(writer.payloadBytesMax, 5));
    expect(payloads(reader)).toEqual([filled(writer.payloadBytesMax, 5)]);
    const padding = new Int32Array(memory, DATA_OFFSET + 1024 - bytesToEnd);
    expect([padding[0], padding[1]]).toEqual([bytesToEnd, 0xffff]);
    expect(new Int32Array(memory)[TAIL_INDEX]).toBe(1024 + 128);
  });

  // rings case 12
  test("pads the ring's end although the message has no room, so that a later claim succeeds", () => {
    const { memory, writer, attach } = topicOf({ position: 64 });
    const reader = attach("GATE");
    for (let record = 0; record < 7; record += 1) send(writer, filled(104));
    // 64 bytes are left at the end, and 64 at the start.
    expect(send(writer, filled(104))).toBe(false);
    expect(new Int32Array(memory)[TAIL_INDEX]).toBe(1024);
    expect(take(reader, 1)).toHaveLength(1);
    expect(send(writer, filled(104, 9))).toBe(true);
    expect(take(reader).at(-1)).toEqual({ sequence: 8, payload: filled(104, 9) });
  });

  // rings case 13
  test("accepts the largest message in an empty ring, wherever its tail is", () => {
    for (let position = 0; position < 1024; position += 8) {
      const { writer, attach } = topicOf({ position });
      const reader = attach("GATE");
      expect(send(writer, filled(writer.payloadBytesMax))).toBe(true);
      expect(take(reader)).toHaveLength(1);
    }
  });

  // rings cases 14 and 15
  // S-41
  test("refuses a message when a gating reader is a whole ring behind, and counts it", () => {
    const { writer, attach, ring } = topicOf();
    const reader = attach("GATE");
    for (let record = 0; record < 7; record += 1) expect(send(writer, filled(104))).toBe(true);
    const before = [...ring];
    // It would fill the ring exactly, and the header behind it could not be zeroed.
    expect(send(writer, filled(104))).toBe(false);
    expect([...ring]).toEqual(before);
    expect(writer.fullCount).toBe(1);
    expect(writer.nextSequence).toBe(8);
    expect(writer.usedFraction()).toBe(7 / 8);
    take(reader, 1);
    expect(send(writer, filled(104))).toBe(true);
    expect(take(reader).at(-1)?.sequence).toBe(8);
  });

  test("waits for nobody when it has no reader", () => {
    const { writer } = topicOf();
    for (let record = 0; record < 100; record += 1) expect(send(writer, filled(104))).toBe(true);
    expect(writer.usedFraction()).toBe(0);
  });

  // rings case 16
  test("zeroes the next header, whatever old bytes look like there", () => {
    const { writer, attach, ring } = topicOf();
    const reader = attach("GATE");
    ring.fill(0x11, 8);
    for (let record = 0; record < 50; record += 1) {
      send(writer, filled(8 + (record % 40), 0x11));
      expect(take(reader)).toHaveLength(1);
      expect(reader.hasMore()).toBe(false);
    }
  });

  // rings case 17
  // S-3
  test("publishes a batch at once and whole", () => {
    const { writer, attach } = topicOf();
    const reader = attach("GATE");
    add(writer, [1]);
    add(writer, [2]);
    add(writer, [3]);
    expect(payloads(reader)).toEqual([]);
    expect(writer.publish()).toBe(3);
    expect(payloads(reader)).toEqual([[1], [2], [3]]);
    expect(writer.publish()).toBe(0);
  });

  test("moves an open batch that meets the ring's end to the start, still as one commit", () => {
    const { memory, writer, attach } = topicOf({ position: 1024 - 72 });
    const reader = attach("GATE");
    add(writer, [1]);
    add(writer, [2]);
    add(writer, [3]);
    expect(payloads(reader)).toEqual([]);
    expect(writer.publish()).toBe(3);
    expect((new Int32Array(memory)[DATA_OFFSET >> 2] ?? 0) >>> 24).toBe(2);
    expect(take(reader)).toEqual([
      { sequence: 1, payload: [1] },
      { sequence: 2, payload: [2] },
      { sequence: 3, payload: [3] },
    ]);
  });

  test("leaves an open batch as it is when it has no room at the start", () => {
    const { writer, attach } = topicOf({ position: 64 });
    const reader = attach("GATE");
    for (let record = 0; record < 7; record += 1) send(writer, filled(104));
    // 64 bytes are left at the end, and 64 at the start: too few for the batch and a header.
    expect(add(writer, filled(40, 2))).toBe(true);
    expect(add(writer, filled(8, 3))).toBe(false);
    expect(writer.publish()).toBe(1);
    expect(take(reader).at(-1)).toEqual({ sequence: 8, payload: filled(40, 2) });
    expect(add(writer, filled(8, 4))).toBe(true);
    writer.publish();
    expect(payloads(reader)).toEqual([filled(8, 4)]);
  });

  // S-3
  test("publishes a batch early at 256 records", () => {
    const { writer, attach } = topicOf({ capacityBytes: 2 ** 17 });
    const readers = [attach("GATE"), attach("EVICT")];
    for (let record = 0; record < 256; record += 1) add(writer, []);
    for (const reader of readers) expect(reader.hasMore()).toBe(false);
    add(writer, []);
    for (const reader of readers) expect(take(reader)).toHaveLength(256);
    expect(writer.publish()).toBe(1);
    for (const reader of readers) expect(take(reader).at(-1)?.sequence).toBe(257);
  });

  test("publishes a batch early at an eighth of the ring", () => {
    const { writer, attach } = topicOf();
    const reader = attach("GATE");
    for (let record = 0; record < 4; record += 1) add(writer, filled(8));
    expect(reader.hasMore()).toBe(false);
    add(writer, filled(8));
    expect(take(reader)).toHaveLength(4);
    writer.discard();
    expect(writer.nextSequence).toBe(5);
  });

  // rings case 18
  test("hides a claim, and what is closed but not published", () => {
    const { writer, attach } = topicOf();
    const reader = attach("GATE");
    writer.bytes.fill(1, writer.claim(40, TYPE), 40);
    expect(reader.hasMore()).toBe(false);
    writer.commit();
    expect(reader.next()).toBe(false);
  });

  // rings case 19
  test("refuses commit and abort without a claim, and a second claim", () => {
    const { writer, ring } = topicOf();
    const before = [...ring];
    expect(() => writer.commit()).toThrow("Invariant: commit follows a claim");
    expect(() => writer.abort()).toThrow("Invariant: abort follows a claim");
    writer.claim(8, TYPE);
    expect(() => writer.claim(8, TYPE)).toThrow("Invariant: at most one claim is open");
    expect(() => writer.publish()).toThrow("Invariant: publish follows commit or abort");
    expect(() => writer.commit(9)).toThrow("Invariant: a commit fits its claim");
    writer.abort();
    expect(() => writer.commit()).toThrow("Invariant: commit follows a claim");
    expect([...ring]).toEqual(before);
  });

  // rings cases 20 and 21
  test("gives an aborted claim's space and sequence to the next", () => {
    const { writer, attach } = topicOf();
    const reader = attach("GATE");
    add(writer, [1]);
    writer.bytes.fill(0xff, writer.claim(64, TYPE), 64);
    writer.abort();
    add(writer, [2]);
    writer.publish();
    expect(take(reader)).toEqual([
      { sequence: 1, payload: [1] },
      { sequence: 2, payload: [2] },
    ]);
  });

  // rings case 22
  test.each([0, 1, 5])("shows only the %d bytes that were written of a longer claim", (bytes) => {
    const { writer, attach } = topicOf();
    const reader = attach("GATE");
    for (let record = 0; record < 2; record += 1) {
      writer.claim(40, TYPE);
      writer.commit(bytes);
    }
    writer.publish();
    expect(take(reader).map(({ payload }) => payload.length)).toEqual([bytes, bytes]);
  });

  // S-13
  test("discards an open batch and gives its sequences again", () => {
    const { writer, attach } = topicOf();
    const reader = attach("GATE");
    send(writer, [1]);
    add(writer, [2]);
    writer.claim(8, TYPE);
    writer.discard();
    expect(writer.publish()).toBe(0);
    send(writer, [3]);
    expect(take(reader)).toEqual([
      { sequence: 1, payload: [1] },
      { sequence: 2, payload: [3] },
    ]);
  });

  // rings cases 28 and 29
  test.each([2 ** 31, 2 ** 32])("crosses position %d", (boundary) => {
    const { writer, attach } = topicOf({ position: boundary - 2048 });
    const reader = attach("GATE");
    for (let record = 1; record <= 200; record += 1) {
      expect(send(writer, filled(record % 100, record % 256))).toBe(true);
      if (record % 7 !== 0) continue;
      const seen = take(reader);
      expect(seen.at(-1)).toEqual({
        sequence: record,
        payload: filled(record % 100, record % 256),
      });
    }
    let sent = 0;
    while (send(writer, filled(104))) sent += 1;
    expect(sent).toBeLessThanOrEqual(8);
  });

  // rings cases 28 and 29
  test.each([2 ** 31, 2 ** 32])("is full at the same point across position %d", (boundary) => {
    for (let before = 128; before <= 1024; before += 128) {
      const { writer, attach } = topicOf({ position: boundary - before });
      attach("GATE");
      let sent = 0;
      while (sent < 20 && send(writer, filled(104))) sent += 1;
      expect(sent).toBe(7);
    }
  });

  // rings case 30
  test("refuses to send when sequences would pass 2^53", () => {
    const { writer, attach } = topicOf({ sequence: Number.MAX_SAFE_INTEGER - 1 });
    const reader = attach("GATE");
    send(writer, [1]);
    send(writer, [2]);
    expect(() => writer.claim(1, TYPE)).toThrow("Invariant: sequences stay below 2^53");
    expect(take(reader).map(({ sequence }) => sequence)).toEqual([2 ** 53 - 2, 2 ** 53 - 1]);
  });

  // rings case 60
  // S-40
  test("refuses between two full topics that answer each other, and neither waits", () => {
    const there = topicOf();
    const back = topicOf();
    const readers = [there.attach("GATE"), back.attach("GATE")];
    while (send(there.writer, filled(104)));
    while (send(back.writer, filled(104)));
    expect([send(there.writer, [1]), send(back.writer, filled(104))]).toEqual([true, false]);
    for (const reader of readers) expect(reader.next()).toBe(true);
  });

  // rings case 62
  test("tears nothing in a ring of few records with a slow reader", () => {
    const { memory, writer, attach } = topicOf({ capacityBytes: 256 });
    const reader = attach("GATE");
    let sent = 0;
    for (let turn = 1; turn <= 100; turn += 1) {
      while (send(writer, filled(8, sent & 255))) sent += 1;
      expect(reader.next()).toBe(true);
      const seen = current(reader);
      while (send(writer, filled(8, sent & 255))) sent += 1;
      expect(current(reader)).toEqual(seen);
      expect(seen).toEqual({ sequence: turn, payload: filled(8, (turn - 1) & 255) });
      reader.release();
    }
    expect(memory.byteLength).toBe(DATA_OFFSET + 256);
    expect(alignRecord(RECORD_HEADER_BYTES + 8)).toBe(32);
  });
});
