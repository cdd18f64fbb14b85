/** What an actor says: whole, in order, or not at all. */
import { describe, expect, test } from "bun:test";
import { BoardStage } from "../../../src/runtime/actor/board-stage.ts";
import { compilePut, compileSend } from "../../../src/runtime/actor/compile-surface.ts";
import { Outbox } from "../../../src/runtime/actor/outbox.ts";
import { allocateBoard } from "../../../src/runtime/ring/board-memory.ts";
import { BoardReader } from "../../../src/runtime/ring/board-reader.ts";
import { BoardWriter } from "../../../src/runtime/ring/board-writer.ts";
import { allocateLines, bellIndex } from "../../../src/runtime/ring/lines.ts";
import { allocateTopic } from "../../../src/runtime/ring/topic-memory.ts";
import { attachReader, nextSequenceOf } from "../../../src/runtime/ring/topic-slots.ts";
import { TopicWriter } from "../../../src/runtime/ring/topic-writer.ts";
import { Echo } from "../../kit/message.ts";

function outboxOf(capacityBytes = 4_096) {
  const lines = allocateLines();
  const topic = allocateTopic({ capacityBytes });
  const memory = allocateBoard({ slots: 4, slotBytes: Echo.slotBytes });
  const writer = new TopicWriter(topic, lines, { owner: 1, incarnation: 1 });
  const board = {
    name: "echo",
    type: Echo as never,
    slots: 4,
    writer: new BoardWriter(memory, lines, 1),
  };
  const outbox = new Outbox(writer, [board]);
  const send = compileSend(writer, { type: Echo as never, typeAndVersion: 1 | (1 << 16) });
  const put = compilePut(outbox.stage, board);
  return { outbox, board, send, put, topic, lines, shown: (slot: number) => echoOn(memory, slot) };
}

function echoOn(memory: SharedArrayBuffer, slot: number): string | null {
  const data = new DataView(new ArrayBuffer(Echo.slotBytes));
  const bytes = new BoardReader(memory).read(slot, data);
  if (bytes < 0) return null;
  const view = Echo.codec.createView();
  view.bind(data, 0, bytes);
  return `${view.number} ${view.from}`;
}

const echo = (number: number, from: string) => ({ number, from }) as never;

describe("Outbox", () => {
  test("a body that cannot be encoded takes no place, and the batch goes on", () => {
    const { outbox, send, topic } = outboxOf();
    send(echo(1, "a"));
    expect(() => send({ number: "two", from: "b" } as never)).toThrow();
    send(echo(3, "c"));
    outbox.publish();
    expect(nextSequenceOf(topic)).toBe(3);
  });

  // S-45
  test("a message larger than an eighth of the ring throws, and memory is untouched", () => {
    const { outbox, send, topic } = outboxOf(256);
    const before = [...new Uint8Array(topic)];
    expect(() => send(echo(1, "more than eight bytes"))).toThrow("a payload has 0 to 8");
    outbox.publish();
    expect([...new Uint8Array(topic)]).toEqual(before);
  });

  // S-4
  // S-19
  test("whoever fell asleep on what was shown is woken when something later is discarded", () => {
    const { outbox, send, lines, topic } = outboxOf();
    attachReader(topic, { kind: "EVICT", bellLine: 1 });
    send(echo(1, "shown"));
    outbox.publish();
    const words = new Int32Array(lines);
    Atomics.store(words, bellIndex(1), 1);
    send(echo(2, "gone"));
    outbox.discard();
    expect(words[bellIndex(1)]).toBe(0);
  });

  test("boards are written after the topic's commit", () => {
    const { outbox, board, send, put, topic } = outboxOf();
    const { writer } = board;
    const begin = writer.begin.bind(writer);
    const committed: number[] = [];
    writer.begin = (slot) => {
      committed.push(nextSequenceOf(topic) - 1);
      return begin(slot);
    };
    put(0, echo(1, "a"));
    send(echo(1, "a"));
    send(echo(2, "a"));
    outbox.publish();
    expect(committed).toEqual([2]);
  });

  test("a key outside of the board is refused", () => {
    const { put } = outboxOf();
    for (const key of [-1, 4, 0.5, Number.NaN]) {
      expect(() => put(key, echo(1, "a"))).toThrow("key of board echo is 0 to 3");
    }
  });
});

describe("BoardStage", () => {
  test("of several values of one slot the last is shown, and nothing before publish", () => {
    const { outbox, put, shown } = outboxOf();
    put(1, echo(1, "first"));
    put(2, echo(2, "other"));
    put(1, echo(3, "last"));
    expect([shown(1), shown(2)]).toEqual([null, null]);
    outbox.publish();
    expect([shown(1), shown(2)]).toEqual(["3 last", "2 other"]);
  });

  test("a value that cannot be encoded leaves what waits for its slot as it is", () => {
    const { outbox, put, shown } = outboxOf();
    put(1, echo(1, "good"));
    for (const body of [
      { number: 2, from: 2 },
      { number: "2", from: "bad" },
    ]) {
      expect(() => put(1, body as never)).toThrow();
      expect(() => put(2, body as never)).toThrow();
    }
    outbox.publish();
    expect([shown(1), shown(2)]).toEqual(["1 good", null]);
  });

  test("what is discarded is never shown", () => {
    const { outbox, put, shown } = outboxOf();
    put(0, echo(1, "gone"));
    outbox.discard();
    put(1, echo(2, "kept"));
    outbox.publish();
    expect([shown(0), shown(1)]).toEqual([null, "2 kept"]);
  });

  test("without boards there is nothing to show", () => {
    const stage = new BoardStage([]);
    stage.publish();
    stage.release();
  });
});
