/** A writer and readers that it waits for. */
import type { Ring } from "../realm/load-ring.ts";
import type { Scenario } from "../search/scenario.ts";
import type { Thread } from "../search/thread.ts";
import { checkDelivery } from "./check-delivery.ts";
import {
  add,
  drain,
  handle,
  restOf,
  send,
  sendBare,
  times,
  topicOf,
  writerOf,
} from "./topic-kit.ts";

type Topic = ReturnType<typeof topicOf>;

/** A reader that takes turns, each up to what there is then. */
function turns(ring: Ring, { memory, slots: [slot = -1] }: Topic, count: number) {
  return {
    name: "reader",
    run(thread: Thread) {
      const reader = new ring.TopicReader(memory, slot);
      thread.begin();
      for (let turn = 0; turn < count; turn += 1) drain(thread, reader);
    },
  };
}

/** A reader that takes one record and looks at it once more before it frees it. */
function slowReader(ring: Ring, memory: SharedArrayBuffer, slot: number, name: string) {
  return {
    name,
    run(thread: Thread) {
      const reader = new ring.TopicReader(memory, slot);
      thread.begin();
      for (let left = 2; left > 0 && reader.next(); left -= 1) {
        handle(thread, reader);
        const { data, offset, sequence } = reader;
        if (data.getInt32(offset, true) >> 4 !== sequence) throw new Error("a record is reused");
      }
      reader.release();
    },
  };
}

const overTheEnd: Scenario = {
  // rings cases 10, 11 and 16
  name: "gate: three records over the ring's end",
  threads(ring) {
    const topic = topicOf(ring, ["GATE"], { position: 192 });
    const writer = writerOf(ring, topic, { during: times(3, send) });
    const slot = topic.slots[0] ?? -1;
    const rest = restOf(ring, ["writer", "reader"], { ...topic, slot });
    return [writer, turns(ring, topic, 3), rest];
  },
  check: (outcomes) => checkDelivery(outcomes, ["reader", "rest"], ["writer"]),
};

const fullRing: Scenario = {
  // rings cases 12, 14, 15 and 57
  name: "gate: a full ring",
  threads(ring) {
    const topic = topicOf(ring, ["GATE"]);
    const slot = topic.slots[0] ?? -1;
    const writer = writerOf(ring, topic, {
      before(thread, open) {
        for (let record = 0; record < 7; record += 1) send(thread, open);
        // The last one that fits: a smaller one, so that the next would go over a whole record.
        if (!sendBare(thread, open)) throw new Error("a ring with room refuses");
      },
      during: times(3, sendBare),
    });
    const reader = slowReader(ring, topic.memory, slot, "reader");
    return [writer, reader, restOf(ring, ["writer", "reader"], { ...topic, slot })];
  },
  check: (outcomes) => checkDelivery(outcomes, ["reader", "rest"], ["writer"]),
};

const movingBatch: Scenario = {
  // rings cases 9, 11 and 17
  name: "gate: a batch that moves to the ring's start",
  threads(ring) {
    const topic = topicOf(ring, ["GATE"], { capacityBytes: 512, position: 480 });
    const writer = writerOf(ring, topic, {
      during(thread, open) {
        send(thread, open, { records: 2 });
        send(thread, open);
      },
    });
    const slot = topic.slots[0] ?? -1;
    const rest = restOf(ring, ["writer", "reader"], { ...topic, slot });
    return [writer, turns(ring, topic, 3), rest];
  },
  check: (outcomes) => checkDelivery(outcomes, ["reader", "rest"], ["writer"]),
};

const twoReaders: Scenario = {
  name: "gate: two readers of a full ring",
  threads(ring) {
    const { memory, lines, slots } = topicOf(ring, ["GATE", "GATE"], { position: 192 });
    const writer = writerOf(
      ring,
      { memory, lines },
      { before: times(6, send), during: times(3, send) },
    );
    const names = ["writer", "reader 0", "reader 1"];
    return [
      writer,
      ...slots.map((slot, at) => slowReader(ring, memory, slot, `reader ${at}`)),
      restOf(ring, names, { memory, lines, slot: slots[0] ?? -1, name: "rest 0", isFirst: true }),
      restOf(ring, [...names, "rest 0"], { memory, lines, slot: slots[1] ?? -1, name: "rest 1" }),
    ];
  },
  check(outcomes) {
    checkDelivery(outcomes, ["reader 0", "rest 0"], ["writer"]);
    checkDelivery(outcomes, ["reader 1", "rest 1"], ["writer"]);
  },
};

const wholeBatches: Scenario = {
  // rings case 18
  name: "gate: batches of two and of three, whole or not at all",
  threads(ring) {
    const topic = topicOf(ring, ["GATE"], { capacityBytes: 1024 });
    const writer = writerOf(ring, topic, {
      during(thread, open) {
        add(open);
        add(open);
        open.discard();
        send(thread, open, { records: 2 });
        send(thread, open, { records: 3 });
      },
    });
    const reader = {
      name: "reader",
      run(thread: Thread) {
        const open = new ring.TopicReader(topic.memory, topic.slots[0] ?? -1);
        thread.begin();
        for (let turn = 0; turn < 2; turn += 1) {
          drain(thread, open);
          const { length } = thread.records;
          if (length !== 0 && length !== 2 && length !== 5)
            throw new Error("half of a batch shows");
        }
      },
    };
    const slot = topic.slots[0] ?? -1;
    return [writer, reader, restOf(ring, ["writer", "reader"], { ...topic, slot })];
  },
  check: (outcomes) => checkDelivery(outcomes, ["reader", "rest"], ["writer"]),
};

const movesOntoRead: Scenario = {
  // rings case 57
  name: "gate: a batch that moves onto records that are read",
  threads(ring) {
    const topic = topicOf(ring, ["GATE"], { capacityBytes: 512, position: 0 });
    const { memory } = topic;
    const slot = topic.slots[0] ?? -1;
    const writer = writerOf(ring, topic, {
      before: times(15, send),
      during(thread, open) {
        // One record fits before the ring's end, and the second takes both to its start.
        for (let attempt = 0; attempt < 2; attempt += 1) send(thread, open, { records: 2 });
      },
    });
    const reader = {
      name: "reader",
      run(thread: Thread) {
        const open = new ring.TopicReader(memory, slot);
        thread.begin();
        if (open.next()) handle(thread, open);
        if (open.next()) handle(thread, open);
        open.release();
      },
    };
    return [writer, reader, restOf(ring, ["writer", "reader"], { ...topic, slot })];
  },
  check: (outcomes) => checkDelivery(outcomes, ["reader", "rest"], ["writer"]),
};

export const GATE_SCENARIOS = [
  movesOntoRead,
  overTheEnd,
  fullRing,
  movingBatch,
  twoReaders,
  wholeBatches,
];
