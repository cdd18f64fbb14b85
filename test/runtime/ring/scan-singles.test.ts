/** What a hint may look like, and that only what is proved counts. */
import { describe, expect, test } from "bun:test";
import { scanSingles } from "../../../src/runtime/ring/scan-singles.ts";
import { DATA_OFFSET } from "../../../src/runtime/ring/topic-layout.ts";
import { attachTopic } from "../../../src/runtime/ring/topic-memory.ts";
import { add, filled, send, take, topicOf } from "./topic-fixture.ts";

const FIRST = DATA_OFFSET >> 2;

describe("scanSingles", () => {
  test("counts single records up to the first header that nobody published", () => {
    const { memory, writer } = topicOf();
    for (const byte of [1, 2, 3]) send(writer, [byte]);
    expect(scanSingles(attachTopic(memory), FIRST, 1)).toBe(3);
  });

  test("stops before a batch, before padding, and at the ring's end", () => {
    const batch = topicOf();
    send(batch.writer, [1]);
    send(batch.writer, [2]);
    add(batch.writer, [3]);
    add(batch.writer, [4]);
    batch.writer.publish();
    expect(scanSingles(attachTopic(batch.memory), FIRST, 1)).toBe(2);

    const padding = topicOf({ position: 1024 - 96 });
    send(padding.writer, [1]);
    send(padding.writer, [2]);
    send(padding.writer, filled(104));
    expect(scanSingles(attachTopic(padding.memory), FIRST + (1024 - 96) / 4, 1)).toBe(2);

    const end = topicOf({ position: 1024 - 64 });
    for (const byte of [1, 2, 3]) send(end.writer, [byte]);
    expect(scanSingles(attachTopic(end.memory), FIRST + (1024 - 64) / 4, 1)).toBe(2);
  });

  test("takes the confirmed record alone when old bytes look like records behind it", () => {
    const { memory, writer } = topicOf({ sequence: 10 });
    for (const byte of [1, 2, 3]) send(writer, [byte]);
    const float64 = new Float64Array(memory);
    float64[(FIRST + 16) / 2 + 1] = 4;
    expect(scanSingles(attachTopic(memory), FIRST, 10)).toBe(1);
  });

  test("takes 64 records at most, and a reader then takes the rest", () => {
    const { memory, writer, attach } = topicOf({ capacityBytes: 8192 });
    const reader = attach("GATE");
    for (let record = 0; record < 100; record += 1) send(writer, [record]);
    expect(scanSingles(attachTopic(memory), FIRST, 1)).toBe(64);
    expect(take(reader)).toHaveLength(100);
  });
});
