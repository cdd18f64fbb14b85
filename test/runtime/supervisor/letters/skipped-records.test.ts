/** Records that went past a reader, counted once, on one thread. */
import { expect, test } from "bun:test";
import { TopicReader } from "../../../../src/runtime/ring/topic-reader.ts";
import { attachReader } from "../../../../src/runtime/ring/topic-slots.ts";
import { DeadLetters } from "../../../../src/runtime/supervisor/letters/dead-letters.ts";
import { SkippedRecords } from "../../../../src/runtime/supervisor/letters/skipped-records.ts";
import type { ReadSlot } from "../../../../src/runtime/supervisor/roster/child.ts";
import { filled, send, topicOf } from "../../ring/topic-fixture.ts";

function readerOfFeed() {
  const { memory, writer } = topicOf();
  const slot = attachReader(memory, { kind: "EVICT", bellLine: 0 });
  const reads = [{ actor: "feed", topic: memory, slot } as ReadSlot];
  const letters = new DeadLetters(() => {});
  const skipped = new SkippedRecords(letters);
  return {
    child: { name: "risk", reads },
    reader: new TopicReader(memory, slot),
    skipped,
    counted: () => letters.countsOf("risk").RECORD,
    say: (records: number) => {
      for (let record = 0; record < records; record += 1) send(writer, filled(104));
    },
  };
}

test("a loss is counted once, and what follows before the reader is back is added", () => {
  const { child, skipped, counted, say } = readerOfFeed();
  say(20);
  expect(skipped.pending(child)).toBe(20);
  skipped.settle(child, 0);
  expect({ counted: counted(), pending: skipped.pending(child) }).toEqual({
    counted: 20,
    pending: 0,
  });
  say(5);
  expect(skipped.pending(child)).toBe(5);
  skipped.settle(child, 0);
  skipped.settle(child, 0);
  expect(counted()).toBe(25);
});

test("the next loss of a reader that was back is counted in full, also a smaller one", () => {
  const { child, reader, skipped, counted, say } = readerOfFeed();
  say(40);
  skipped.settle(child, 0);
  reader.next();
  reader.rejoin();
  say(1);
  expect(reader.next()).toBe(true);
  reader.release();
  expect(skipped.pending(child)).toBe(0);
  say(15);
  skipped.settle(child, 0);
  expect(counted()).toBe(40 + 15);
});

test("a reader that waits has lost nothing, until it gives its place up", () => {
  const { child, skipped, counted, say } = readerOfFeed();
  say(3);
  skipped.settle(child, 0);
  expect(counted()).toBe(0);
  skipped.abandon(child, [], 0);
  expect(counted()).toBe(0);
  skipped.abandon(child, child.reads, 0);
  expect(counted()).toBe(3);
});
