/** A writer that waits for nobody, and readers that it cuts off. */
import type { Ring } from "../realm/load-ring.ts";
import type { Scenario } from "../search/scenario.ts";
import type { Thread } from "../search/thread.ts";
import { checkDelivery } from "./check-delivery.ts";
import { drain, handle, restOf, send, sendBare, times, topicOf, writerOf } from "./topic-kit.ts";

type Topic = ReturnType<typeof topicOf>;

type Reads = {
  readonly slot: number;
  readonly name: string;
  /** Records that it has handled and not freed when others begin. */
  readonly before: number;
  readonly turns: number;
};

/** A reader that is at the oldest record there is, and takes two more steps. */
function oldest(ring: Ring, topic: Topic, slot: number) {
  return {
    name: "reader",
    run(thread: Thread) {
      const reader = new ring.TopicReader(topic.memory, slot);
      thread.begin();
      for (let step = 0; step < 2; step += 1) {
        if (reader.next()) handle(thread, reader);
        else if (reader.evicted) reader.rejoin();
      }
    },
  };
}

/** A reader that the writer has room to overrun: it has freed nothing. */
function reads(ring: Ring, topic: Topic, { slot, name, before, turns }: Reads) {
  return {
    name,
    run(thread: Thread) {
      const reader = new ring.TopicReader(topic.memory, slot);
      for (let record = 0; record < before && reader.next(); record += 1) handle(thread, reader);
      thread.begin();
      for (let turn = 0; turn < turns; turn += 1) drain(thread, reader);
    },
  };
}

const overrun: Scenario = {
  // rings cases 55, 56 and 63
  name: "evict: a reader is overrun while it copies",
  threads(ring) {
    const topic = topicOf(ring, ["EVICT"]);
    const slot = topic.slots[0] ?? -1;
    return [
      writerOf(ring, topic, { before: times(10, sendBare), during: times(1, sendBare) }),
      oldest(ring, topic, slot),
      restOf(ring, ["writer", "reader"], { ...topic, slot }),
    ];
  },
  check: (outcomes) => checkDelivery(outcomes, ["reader", "rest"], ["writer"]),
};

const rejoins: Scenario = {
  // rings case 58
  name: "evict: a reader rejoins while the writer writes",
  threads(ring) {
    const topic = topicOf(ring, ["EVICT"], { position: 160 });
    const slot = topic.slots[0] ?? -1;
    return [
      writerOf(ring, topic, { before: times(10, sendBare), during: times(2, sendBare) }),
      reads(ring, topic, { slot, name: "reader", before: 9, turns: 1 }),
      restOf(ring, ["writer", "reader"], { ...topic, slot }),
    ];
  },
  check: (outcomes) => checkDelivery(outcomes, ["reader", "rest"], ["writer"]),
};

const batches: Scenario = {
  name: "evict: batches of two over the ring's end",
  threads(ring) {
    const topic = topicOf(ring, ["EVICT"], { capacityBytes: 512, position: 96 });
    const slot = topic.slots[0] ?? -1;
    const writer = writerOf(ring, topic, {
      before(thread, open) {
        for (let batch = 0; batch < 7; batch += 1) send(thread, open, { records: 2 });
      },
      during(thread, open) {
        send(thread, open, { records: 2 });
      },
    });
    return [
      writer,
      reads(ring, topic, { slot, name: "reader", before: 5, turns: 1 }),
      restOf(ring, ["writer", "reader"], { ...topic, slot }),
    ];
  },
  check: (outcomes) => checkDelivery(outcomes, ["reader", "rest"], ["writer"]),
};

const both: Scenario = {
  name: "evict: one reader is waited for and one is cut off",
  threads(ring) {
    const topic = topicOf(ring, ["EVICT", "GATE"]);
    const [evict = -1, gate = -1] = topic.slots;
    const { memory } = topic;
    const names = ["writer", "gate", "evict"];
    const writer = writerOf(ring, topic, { before: times(10, sendBare), during: sendBare });
    const gateReader = {
      name: "gate",
      run(thread: Thread) {
        const reader = new ring.TopicReader(memory, gate);
        for (let left = 8; left > 0 && reader.next(); left -= 1) {
          thread.record({ sequence: reader.sequence, missed: reader.missed });
        }
        thread.begin();
        reader.release();
      },
    };
    return [
      writer,
      gateReader,
      reads(ring, topic, { slot: evict, name: "evict", before: 9, turns: 1 }),
      restOf(ring, names, { ...topic, slot: gate, name: "rest gate" }),
      restOf(ring, [...names, "rest gate"], { ...topic, slot: evict, name: "rest evict" }),
    ];
  },
  check(outcomes) {
    checkDelivery(outcomes, ["gate", "rest gate"], ["writer"]);
    checkDelivery(outcomes, ["evict", "rest evict"], ["writer"]);
  },
};

const gateFirst: Scenario = {
  name: "evict: nobody is cut off for a record that another reader has no room for",
  threads(ring) {
    const topic = topicOf(ring, ["EVICT", "GATE"]);
    const [evict = -1] = topic.slots;
    const writer = writerOf(ring, topic, {
      before: times(10, sendBare),
      during(thread, open) {
        if (sendBare(thread, open)) throw new Error("a gating reader is overrun");
        if (open.evictedCount > 0) throw new Error("a reader is cut off for nothing");
      },
    });
    return [writer, reads(ring, topic, { slot: evict, name: "evict", before: 9, turns: 1 })];
  },
  check: () => undefined,
};

export const EVICT_SCENARIOS = [gateFirst, overrun, rejoins, batches, both];
