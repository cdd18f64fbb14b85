/** What stands behind `ctx.send` and `ctx.board`: a body whole, or nothing at all. */
import { describe, expect, test } from "bun:test";
import { BoardStage } from "../../../src/runtime/actor/board-stage.ts";
import { compilePut, compileSend } from "../../../src/runtime/actor/compile-surface.ts";
import { allocateBoard } from "../../../src/runtime/ring/board-memory.ts";
import { BoardReader } from "../../../src/runtime/ring/board-reader.ts";
import { BoardWriter } from "../../../src/runtime/ring/board-writer.ts";
import { allocateLines } from "../../../src/runtime/ring/lines.ts";
import { allocateTopic } from "../../../src/runtime/ring/topic-memory.ts";
import { TopicReader } from "../../../src/runtime/ring/topic-reader.ts";
import { attachReader } from "../../../src/runtime/ring/topic-slots.ts";
import { TopicWriter } from "../../../src/runtime/ring/topic-writer.ts";
import { Ball, Echo, Tally } from "../../kit/message.ts";

const ECHO = 3 | (1 << 16);

function open(capacityBytes = 4_096) {
  const topic = allocateTopic({ capacityBytes });
  const slot = attachReader(topic, { kind: "GATE", bellLine: 1 });
  const writer = new TopicWriter(topic, allocateLines(), { owner: 1, incarnation: 1 });
  const sendOf = (type: unknown, typeAndVersion: number) =>
    compileSend(writer, { type: type as never, typeAndVersion }) as (body: unknown) => boolean;
  return { writer, reader: new TopicReader(topic, slot), sendOf };
}

describe("compileSend", () => {
  test("writes each field to its place, with the type's number, in bytes that fit exactly", () => {
    const { writer, reader, sendOf } = open();
    const body = { from: "größer", number: 2 };
    expect(sendOf(Echo, ECHO)(body)).toBe(true);
    writer.publish();
    expect(reader.next()).toBe(true);
    expect([reader.type, reader.version]).toEqual([3, 1]);
    expect(reader.payloadBytes).toBe(Echo.codec.sizeOf(body));
    const view = Echo.codec.createView();
    view.bind(reader.data, reader.offset, reader.payloadBytes);
    expect(view.toJSON()).toEqual({ number: 2, from: "größer" });
  });

  test("a body that cannot be encoded takes no place, and the batch goes on", () => {
    const { writer, reader, sendOf } = open();
    const send = sendOf(Ball, 1);
    send({ number: 1 });
    expect(() => send({ number: "two" })).toThrow("number of kit-ball is a number");
    expect(() => send({})).toThrow("number of kit-ball is a number");
    send({ number: 3 });
    expect(writer.publish()).toBe(2);
    const view = Ball.codec.createView();
    const numbers: number[] = [];
    while (reader.next()) {
      view.bind(reader.data, reader.offset, reader.payloadBytes);
      numbers.push(view.number);
    }
    expect(numbers).toEqual([1, 3]);
  });

  test("is false when a gating reader is a whole ring behind, and true again after it", () => {
    const { writer, reader, sendOf } = open(1_024);
    const send = sendOf(Ball, 1);
    let sent = 0;
    while (send({ number: sent })) {
      sent += 1;
      writer.publish();
    }
    expect(sent).toBeGreaterThan(10);
    while (reader.next());
    reader.release();
    expect(send({ number: sent })).toBe(true);
  });

  test("hands on the body of a packed type, whose fields nobody knows", () => {
    const { writer, reader, sendOf } = open();
    expect(sendOf(Tally, 2)({ balls: 7 })).toBe(true);
    writer.publish();
    reader.next();
    const view = Tally.codec.createView();
    view.bind(reader.data, reader.offset, reader.payloadBytes);
    expect(view.copy()).toEqual({ balls: 7 } as never);
  });
});

describe("compilePut", () => {
  function board(type: unknown, slotBytes: number) {
    const memory = allocateBoard({ slots: 2, slotBytes });
    const writer = new BoardWriter(memory, allocateLines(), 1);
    const out = { name: "board", type: type as never, slots: 2, writer };
    const stage = new BoardStage([out]);
    return { memory, stage, put: compilePut(stage, out) as (key: number, body: unknown) => void };
  }

  test("writes each field to its place, whatever their order in the body", () => {
    const { memory, stage, put } = board(Echo, Echo.slotBytes);
    put(1, { from: "größer", number: 2 });
    stage.publish();
    const data = new DataView(new ArrayBuffer(Echo.slotBytes));
    const view = Echo.codec.createView();
    view.bind(data, 0, new BoardReader(memory).read(1, data));
    expect(view.toJSON()).toEqual({ number: 2, from: "größer" });
  });

  test("hands on the body of a packed type, and refuses one that is larger than a slot", () => {
    const { memory, stage, put } = board(Tally, 16);
    put(0, { balls: 7 });
    expect(() => put(0, { balls: 7, more: "x".repeat(16) })).toThrow("a value of board board fits");
    stage.publish();
    const data = new DataView(new ArrayBuffer(16));
    const view = Tally.codec.createView();
    view.bind(data, 0, new BoardReader(memory).read(0, data));
    expect(view.copy()).toEqual({ balls: 7 } as never);
  });
});
