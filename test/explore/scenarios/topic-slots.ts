/** Readers that come, go and change their kind while the writer writes. */
import type { Scenario } from "../search/scenario.ts";
import type { Thread } from "../search/thread.ts";
import { checkDelivery } from "./check-delivery.ts";
import { drain, handle, restOf, sendBare, times, topicOf, writerOf } from "./topic-kit.ts";

const attach: Scenario = {
  // rings case 58
  name: "slots: a reader attaches while the writer writes",
  threads(ring) {
    const topic = topicOf(ring, [], { position: 128 });
    const { memory } = topic;
    return [
      writerOf(ring, topic, {
        before: times(8, sendBare),
        during(thread, writer) {
          for (let record = 0; record < 2; record += 1) {
            if (!sendBare(thread, writer)) throw new Error("a reader that joined is in the way");
          }
        },
      }),
      {
        name: "reader",
        run(thread: Thread) {
          thread.begin();
          const slot = ring.attachReader(memory, { kind: "GATE", bellLine: 1 });
          drain(thread, new ring.TopicReader(memory, slot));
        },
      },
      restOf(ring, ["writer", "reader"], { ...topic, slot: 0 }),
    ];
  },
  check: (outcomes) => checkDelivery(outcomes, ["reader", "rest"], ["writer"]),
};

const detach: Scenario = {
  name: "slots: a full writer goes on when its only reader is detached",
  threads(ring) {
    const topic = topicOf(ring, ["GATE"], { position: 128 });
    const slot = topic.slots[0] ?? -1;
    return [
      writerOf(ring, topic, {
        before: times(9, sendBare),
        during(thread, writer) {
          for (let attempt = 0; attempt < 3; attempt += 1) sendBare(thread, writer);
          thread.join("main");
          if (!sendBare(thread, writer)) throw new Error("nobody is waited for");
        },
      }),
      {
        name: "reader",
        run(thread: Thread) {
          const reader = new ring.TopicReader(topic.memory, slot);
          thread.begin();
          if (reader.next()) handle(thread, reader);
        },
      },
      {
        name: "main",
        run(thread: Thread) {
          thread.begin();
          thread.join("reader");
          ring.detachReader(topic.memory, slot);
        },
      },
    ];
  },
  check(outcomes) {
    const sent = outcomes("writer").records as readonly number[];
    if (sent.some((next, at) => next !== at + 2)) throw new Error("a sequence is given twice");
  },
};

const suspend: Scenario = {
  // rings case 57
  name: "slots: nobody waits for a suspended reader, and it goes on",
  threads(ring) {
    const topic = topicOf(ring, ["GATE"], { position: 128 });
    const slot = topic.slots[0] ?? -1;
    const { memory } = topic;
    return [
      writerOf(ring, topic, { before: times(9, sendBare), during: times(2, sendBare) }),
      {
        name: "main",
        run(thread: Thread) {
          thread.begin();
          ring.setReaderKind(memory, slot, "EVICT");
          ring.setReaderKind(memory, slot, "GATE");
        },
      },
      {
        // Its loop is out of its handlers until main has made it gating again, as main sees to.
        name: "reader",
        run(thread: Thread) {
          const reader = new ring.TopicReader(memory, slot);
          thread.begin();
          thread.join("main");
          reader.resume();
          if (reader.evicted) reader.rejoin();
          if (reader.next()) handle(thread, reader);
        },
      },
      restOf(ring, ["writer", "main", "reader"], { ...topic, slot }),
    ];
  },
  check: (outcomes) => checkDelivery(outcomes, ["reader", "rest"], ["writer"]),
};

const unwaited: Scenario = {
  // rings case 57
  name: "slots: a writer goes on past a reader that main has made evictable",
  threads(ring) {
    const topic = topicOf(ring, ["GATE"], { position: 128 });
    const slot = topic.slots[0] ?? -1;
    return [
      writerOf(ring, topic, {
        before: times(10, sendBare),
        during(thread, writer) {
          sendBare(thread, writer);
          thread.join("main");
          if (!sendBare(thread, writer)) throw new Error("nobody is waited for");
        },
      }),
      {
        name: "main",
        run(thread: Thread) {
          thread.begin();
          ring.setReaderKind(topic.memory, slot, "EVICT");
        },
      },
      restOf(ring, ["writer", "main"], { ...topic, slot }),
    ];
  },
  check: (outcomes) => checkDelivery(outcomes, ["rest"], ["writer"]),
};

const regate: Scenario = {
  name: "slots: a reader rejoins while main makes it gating",
  threads(ring) {
    const topic = topicOf(ring, ["EVICT"], { position: 128 });
    const slot = topic.slots[0] ?? -1;
    const { memory } = topic;
    return [
      writerOf(ring, topic, { before: times(10, sendBare), during: sendBare }),
      {
        name: "main",
        run(thread: Thread) {
          thread.begin();
          ring.setReaderKind(memory, slot, "GATE");
        },
      },
      {
        name: "reader",
        run(thread: Thread) {
          const reader = new ring.TopicReader(memory, slot);
          for (let left = 9; left > 0 && reader.next(); left -= 1) handle(thread, reader);
          thread.begin();
          drain(thread, reader);
        },
      },
      {
        name: "kind",
        isLast: true,
        run(thread: Thread) {
          thread.begin();
          for (const other of ["writer", "main", "reader"]) thread.join(other);
          const late = new ring.TopicReader(memory, slot);
          late.resume();
          if (late.evicted) late.rejoin();
          const { readers } = ring.slowestReaderLag(memory);
          const { int32 } = ring.attachTopic(memory);
          thread.record(readers === 1 && int32[ring.stateIndex(slot)] === ring.SLOT_GATING);
        },
      },
    ];
  },
  check(outcomes) {
    if (outcomes("kind").records[0] !== true) throw new Error("the reader is gating in the end");
  },
};

export const SLOT_SCENARIOS = [attach, detach, suspend, unwaited, regate];
