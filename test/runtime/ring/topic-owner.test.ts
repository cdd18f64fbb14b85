/** Writers of one topic that take turns while their threads live. */
import { describe, expect, test } from "bun:test";
import { TopicWriter } from "../../../src/runtime/ring/topic-writer.ts";
import { add, send, take, topicOf } from "./topic-fixture.ts";

describe("TopicWriter.takeOwner", () => {
  test("takes its topic back behind all that another one wrote meanwhile", () => {
    const { memory, lines, writer, attach } = topicOf();
    const reader = attach("GATE");
    send(writer, [1]);
    expect(() => writer.takeOwner()).toThrow("Invariant: a topic has one writer");
    writer.releaseOwner();
    const other = new TopicWriter(memory, lines, { owner: 1, incarnation: null });
    send(other, [2]);
    expect(() => writer.takeOwner()).toThrow("Invariant: a topic has one writer");
    other.releaseOwner();
    writer.takeOwner();
    send(writer, [3]);
    expect(take(reader)).toEqual([
      { sequence: 1, payload: [1] },
      { sequence: 2, payload: [2] },
      { sequence: 3, payload: [3] },
    ]);
  });

  test("announces a life when told to, from the first record that is not yet shown", () => {
    const { memory, lines, writer, attach } = topicOf();
    const reader = attach("GATE");
    send(writer, [1]);
    writer.releaseOwner();
    const next = new TopicWriter(memory, lines, { owner: 1, incarnation: null });
    add(next, [2]);
    expect([reader.readEpoch(), reader.epochSequence()]).toEqual([1, 1]);
    next.announce(2);
    expect([reader.readEpoch(), reader.epochSequence()]).toEqual([2, 2]);
  });
});
