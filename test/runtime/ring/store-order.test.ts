/** Both forms of a writer: where the processor keeps the order of stores, and where it does not. */
import { describe, expect, type Mock, spyOn, test } from "bun:test";
import { ringBell } from "../../../src/runtime/ring/doorbell.ts";
import { attachLines, bellIndex } from "../../../src/runtime/ring/lines.ts";
import { KEEPS_STORE_ORDER } from "../../../src/runtime/ring/store-order.ts";
import { DATA_OFFSET, TAIL_INDEX } from "../../../src/runtime/ring/topic-layout.ts";
import { TopicWriter } from "../../../src/runtime/ring/topic-writer.ts";
import { add, filled, payloads, send, take, topicOf } from "./topic-fixture.ts";

const BELL = 3;
const AWAKE = 0;
const SLEEPING = 1;
const forms = [[true], [false]] as const;

/** A topic with one record in the open batch, and a reader whose worker is awake. */
function openBatch(keepsStoreOrder: boolean) {
  const topic = topicOf({}, { keepsStoreOrder });
  const reader = topic.attach("GATE", BELL);
  const words = attachLines(topic.lines);
  // The first publish learns of the reader.
  send(topic.writer, [0]);
  take(reader);
  add(topic.writer, [1]);
  const sleep = () => Atomics.store(words, bellIndex(BELL), SLEEPING);
  return { ...topic, reader, sleep, bell: () => words[bellIndex(BELL)] };
}

/** Calls `then` right after each `Atomics.add` of the word `index`. */
function onAdd(index: number, then: () => void): Mock<typeof Atomics.add> {
  const original = Atomics.add as (...operands: unknown[]) => number;
  return spyOn(Atomics, "add").mockImplementation(((...operands: unknown[]) => {
    const result = original(...operands);
    if (operands[1] === index) then();
    return result;
  }) as never);
}

/** Indices of the words that `act` exchanges, in order. */
function exchangesOf(act: () => void): unknown[] {
  const indices: unknown[] = [];
  const original = Atomics.exchange as (...operands: unknown[]) => number;
  const spy = spyOn(Atomics, "exchange").mockImplementation(((...operands: unknown[]) => {
    indices.push(operands[1]);
    return original(...operands);
  }) as never);
  try {
    act();
  } finally {
    spy.mockRestore();
  }
  return indices;
}

describe("KEEPS_STORE_ORDER", () => {
  test("is so on x86-64 and on nothing else", () => {
    expect(KEEPS_STORE_ORDER).toBe(process.arch === "x64");
  });
});

describe("TopicWriter", () => {
  test("publishes by exchanges, the tail last, where plain ones may pass each other", () => {
    const { writer } = openBatch(false);
    const first = (DATA_OFFSET + 32) >> 2;
    expect(exchangesOf(() => writer.publishInTurn())).toEqual([first, TAIL_INDEX]);
  });

  test("publishes by plain stores where they keep their order", () => {
    const { writer, reader } = openBatch(true);
    const spy = spyOn(Atomics, "store");
    expect(exchangesOf(() => writer.publishInTurn())).toEqual([]);
    const stores = spy.mock.calls.length;
    spy.mockRestore();
    expect(stores).toBe(0);
    expect(payloads(reader)).toEqual([[1]]);
  });

  test("leaves the same bytes behind in both forms", () => {
    const [ordered, unordered] = forms.map(([keepsStoreOrder]) => {
      const { memory, writer } = topicOf({ position: 1024 - 40 }, { keepsStoreOrder });
      for (const bytes of [1, 100, 0, 104]) add(writer, filled(bytes, bytes));
      writer.publishInTurn();
      add(writer, [7]);
      writer.publish();
      return Buffer.from(memory);
    });
    expect(ordered?.equals(unordered ?? Buffer.alloc(0))).toBe(true);
  });

  describe.each(forms)("where stores keep their order: %p", (keepsStoreOrder) => {
    test("wakes a reader that sleeps, at each batch of a turn", () => {
      const { writer, sleep, bell } = openBatch(keepsStoreOrder);
      sleep();
      writer.publishInTurn();
      expect(bell()).toBe(AWAKE);
    });

    // rings case 33
    test("wakes at the end of its turn who fell asleep after it looked", () => {
      const { writer, sleep, bell } = openBatch(keepsStoreOrder);
      writer.publishInTurn();
      sleep();
      writer.endTurn();
      expect(bell()).toBe(AWAKE);
    });

    test("wakes at the end of its turn who was attached after it looked", () => {
      const { writer, attach, lines } = openBatch(keepsStoreOrder);
      writer.publishInTurn();
      attach("EVICT", BELL + 1);
      const words = attachLines(lines);
      Atomics.store(words, bellIndex(BELL + 1), SLEEPING);
      writer.endTurn();
      expect(words[bellIndex(BELL + 1)]).toBe(AWAKE);
    });

    test("looks at no bell at the end of a turn in which it showed nothing", () => {
      const { writer, sleep, bell } = openBatch(keepsStoreOrder);
      writer.publish();
      add(writer, [2]);
      sleep();
      writer.endTurn();
      expect(bell()).toBe(SLEEPING);
    });

    test("ends its turn when it releases the topic", () => {
      const { writer, sleep, bell } = openBatch(keepsStoreOrder);
      writer.publishInTurn();
      sleep();
      writer.releaseOwner();
      expect(bell()).toBe(AWAKE);
    });

    test("ends the turn of whoever publishes without one", () => {
      const { writer, sleep, bell } = openBatch(keepsStoreOrder);
      writer.publishInTurn();
      sleep();
      expect(writer.publish()).toBe(0);
      expect(bell()).toBe(AWAKE);
    });
  });

  test("looks at the bells after its stores are seen, not before", () => {
    const { writer, sleep, bell } = openBatch(true);
    writer.publishInTurn();
    const moments: string[] = [];
    const spy = onAdd(TAIL_INDEX, () => {
      moments.push("seen");
      sleep();
    });
    writer.endTurn();
    spy.mockRestore();
    expect(moments).toEqual(["seen"]);
    expect(bell()).toBe(AWAKE);
  });

  test("takes no line from anybody in a turn while all are awake", () => {
    const { writer } = openBatch(true);
    const spy = spyOn(Atomics, "load");
    writer.publishInTurn();
    writer.endTurn();
    const looks = spy.mock.calls.length;
    spy.mockRestore();
    expect(looks).toBe(0);
  });

  test("goes on where a writer of the other form has left off", () => {
    const { memory, lines, writer, attach } = topicOf({}, { keepsStoreOrder: true });
    const reader = attach("GATE", BELL);
    add(writer, [1]);
    writer.publishInTurn();
    writer.releaseOwner();
    const next = new TopicWriter(memory, lines, {
      owner: 2,
      incarnation: 2,
      keepsStoreOrder: false,
    });
    add(next, [2]);
    next.publish();
    expect(payloads(reader)).toEqual([[1], [2]]);
    expect(ringBell(attachLines(lines), BELL)).toBe(false);
  });
});
