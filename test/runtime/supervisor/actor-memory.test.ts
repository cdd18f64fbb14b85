/** What main does to an actor's memory when its thread has ended. */
import { describe, expect, test } from "bun:test";
import { allocateBoard, watchBoard } from "../../../src/runtime/ring/board-memory.ts";
import { BoardReader } from "../../../src/runtime/ring/board-reader.ts";
import { BoardWriter } from "../../../src/runtime/ring/board-writer.ts";
import { Doorbell } from "../../../src/runtime/ring/doorbell.ts";
import { allocateLines } from "../../../src/runtime/ring/lines.ts";
import { TAIL_INDEX } from "../../../src/runtime/ring/topic-layout.ts";
import { allocateTopic } from "../../../src/runtime/ring/topic-memory.ts";
import { TopicReader } from "../../../src/runtime/ring/topic-reader.ts";
import { attachReader, nextSequenceOf } from "../../../src/runtime/ring/topic-slots.ts";
import { TopicWriter } from "../../../src/runtime/ring/topic-writer.ts";
import { recoverActorMemory } from "../../../src/runtime/supervisor/actor-memory.ts";
import { allocateTelemetry } from "../../../src/runtime/telemetry/telemetry-layout.ts";

const READER_LINE = 1;
const WATCHER_LINE = 2;

/** An actor's memory, and the block of lines of its desk. */
function memoryOf() {
  const book = allocateBoard({ slots: 2, slotBytes: 8 });
  const memory = {
    topic: allocateTopic({ capacityBytes: 1024 }),
    telemetry: allocateTelemetry(),
    snapshot: allocateBoard({ slots: 1, slotBytes: 8 }),
    boards: { book },
  };
  return { memory, book, lines: allocateLines() };
}

describe("recoverActorMemory", () => {
  // S-19, S-22
  test("wakes readers and watchers of one that died before its bells", () => {
    const { memory, book, lines } = memoryOf();
    const reader = new TopicReader(
      memory.topic,
      attachReader(memory.topic, { kind: "GATE", bellLine: READER_LINE }),
    );
    const watcher = new BoardReader(book, watchBoard(book, WATCHER_LINE));
    const topic = new TopicWriter(memory.topic, lines, { owner: 1, incarnation: 1 });
    const board = new BoardWriter(book, lines, 1);
    // Nobody sleeps when it publishes, which is as if it had died before it looked.
    topic.claim(8, 1);
    topic.commit();
    topic.publish();
    board.begin(1);
    board.end(1, 8);
    new Int32Array(memory.topic)[TAIL_INDEX] = 0;
    const bells = [READER_LINE, WATCHER_LINE].map((line) => new Doorbell(lines, line));
    for (const bell of bells) bell.prepareToSleep();
    recoverActorMemory(memory, lines);
    for (const bell of bells) expect(bell.wait()).toBeNull();
    expect([reader.next(), watcher.hasDirty()]).toEqual([true, true]);
    expect(nextSequenceOf(memory.topic)).toBe(2);
    // And the next life may write both.
    new TopicWriter(memory.topic, lines, { owner: 2, incarnation: 2 });
    new BoardWriter(book, lines, 2);
  });
});
