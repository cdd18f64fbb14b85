/** Threads that are terminated anywhere, and the next life of what they did. */
import type { Ring } from "../realm/load-ring.ts";
import type { Scenario } from "../search/scenario.ts";
import type { Thread } from "../search/thread.ts";
import { checkDelivery } from "./check-delivery.ts";
import {
  drain,
  handle,
  openWriter,
  restOf,
  send,
  sendBare,
  times,
  topicOf,
  writerOf,
} from "./topic-kit.ts";

type Topic = ReturnType<typeof topicOf>;

/** Main, when the writer's thread has ended: recovery, done twice. */
function recovery(ring: Ring, { memory }: Topic, joined: readonly string[] = ["writer"]) {
  return {
    name: "main",
    run(thread: Thread) {
      thread.begin();
      for (const other of joined) thread.join(other);
      const { nextSequence, position } = ring.recoverTopic(memory);
      const again = ring.recoverTopic(memory);
      if (again.recordsFound !== 0) throw new Error("a second recovery finds something");
      if (again.nextSequence !== nextSequence || again.position !== position) {
        throw new Error("a second recovery ends elsewhere");
      }
    },
  };
}

function secondWriter(ring: Ring, topic: Topic) {
  return {
    name: "second writer",
    run(thread: Thread) {
      thread.begin();
      thread.join("main");
      send(thread, openWriter(ring, thread, topic, 2), { incarnation: 2 });
    },
  };
}

/** A reader that goes on reading through the death of the writer. */
function reads(ring: Ring, { memory, slots: [slot = -1] }: Topic) {
  return {
    name: "reader",
    run(thread: Thread) {
      const reader = new ring.TopicReader(memory, slot);
      thread.begin();
      for (let turn = 0; turn < 2; turn += 1) drain(thread, reader);
    },
  };
}

const ALL = ["writer", "main", "second writer", "reader"];

const singles: Scenario = {
  // rings cases 44, 45, 52, 53 and 54
  name: "recovery: a writer of two records over the ring's end",
  crashesMax: 1,
  threads(ring) {
    const topic = topicOf(ring, ["GATE"], { position: 224 });
    const writer = writerOf(ring, topic, { mayCrash: true, during: times(2, send) });
    const slot = topic.slots[0] ?? -1;
    return [
      writer,
      recovery(ring, topic),
      secondWriter(ring, topic),
      reads(ring, topic),
      restOf(ring, ALL, { ...topic, slot, mayFind: true }),
    ];
  },
  check: (outcomes) => checkDelivery(outcomes, ["reader", "rest"], ["writer", "second writer"]),
};

const batches: Scenario = {
  name: "recovery: a writer whose batch moves to the ring's start",
  crashesMax: 1,
  orders: ["SC", "TSO", "X86"],
  threads(ring) {
    const topic = topicOf(ring, ["GATE"], { capacityBytes: 512, position: 480 });
    const writer = writerOf(ring, topic, {
      mayCrash: true,
      during(thread, open) {
        send(thread, open, { records: 2 });
      },
    });
    const slot = topic.slots[0] ?? -1;
    return [
      writer,
      recovery(ring, topic),
      secondWriter(ring, topic),
      reads(ring, topic),
      restOf(ring, ALL, { ...topic, slot, mayFind: true }),
    ];
  },
  check(outcomes) {
    checkDelivery(outcomes, ["reader", "rest"], ["writer", "second writer"]);
    const seen = [...outcomes("reader").records, ...outcomes("rest").records];
    const [second] = outcomes("second writer").records as readonly number[];
    // The first batch has two records, or none was published.
    if (second !== 2 && second !== 4) throw new Error(`half of a batch survives: ${seen.length}`);
  },
};

/** A ring that has been gone round already, `records` times a record. */
function usedRing(name: string, records: number, before: typeof sendBare): Scenario {
  return {
    // rings case 16
    name,
    crashesMax: 1,
    threads(ring) {
      const topic = topicOf(ring, ["GATE"]);
      const slot = topic.slots[0] ?? -1;
      const { memory } = topic;
      const writer = {
        name: "writer",
        mayCrash: true,
        run(thread: Thread) {
          const reader = new ring.TopicReader(memory, slot);
          const open = openWriter(ring, thread, topic);
          for (let record = 0; record < records; record += 1) {
            before(thread, open);
            // Read at once, in the part that nothing interleaves with.
            if (!reader.next()) throw new Error("what was sent is there");
            reader.release();
          }
          thread.begin();
          send(thread, open);
        },
      };
      const late = {
        name: "reader",
        run(thread: Thread) {
          const reader = new ring.TopicReader(memory, slot);
          thread.begin();
          thread.record({ sequence: records, missed: records - 1 });
          drain(thread, reader);
        },
      };
      return [
        writer,
        recovery(ring, topic),
        secondWriter(ring, topic),
        late,
        restOf(ring, ALL, { ...topic, slot, mayFind: true }),
      ];
    },
    check: (outcomes) => checkDelivery(outcomes, ["reader", "rest"], ["writer", "second writer"]),
  };
}

const interrupted: Scenario = {
  // rings case 53
  name: "recovery: it is terminated itself, and done anew",
  crashesMax: 2,
  threads(ring) {
    const topic = topicOf(ring, ["GATE"], { position: 224 });
    const slot = topic.slots[0] ?? -1;
    const writer = writerOf(ring, topic, { mayCrash: true, during: times(2, send) });
    const first = {
      name: "first recovery",
      mayCrash: true,
      run(thread: Thread) {
        thread.begin();
        thread.join("writer");
        ring.recoverTopic(topic.memory);
      },
    };
    return [
      writer,
      first,
      recovery(ring, topic, ["writer", "first recovery"]),
      secondWriter(ring, topic),
      restOf(ring, ["writer", "first recovery", "main", "second writer"], {
        ...topic,
        slot,
        mayFind: true,
      }),
    ];
  },
  check: (outcomes) => checkDelivery(outcomes, ["rest"], ["writer", "second writer"]),
};

function readerDies(kind: "GATE" | "EVICT"): Scenario {
  return {
    // rings cases 24, 49 and 62
    name: `recovery: ${kind === "GATE" ? "a gating" : "an evictable"} reader dies`,
    crashesMax: 1,
    orders: ["SC", "TSO", "X86"],
    // Its two positions are plain stores, one after the other, in program order on every machine.
    lost: "LAST",
    threads(ring) {
      const topic = topicOf(ring, [kind], { position: 128 });
      const slot = topic.slots[0] ?? -1;
      const { memory } = topic;
      const before = kind === "GATE" ? 7 : 10;
      return [
        writerOf(ring, topic, {
          before: times(before, sendBare),
          during(thread, writer) {
            for (let left = kind === "GATE" ? 2 : 1; left > 0; left -= 1) sendBare(thread, writer);
          },
        }),
        {
          name: "reader",
          mayCrash: true,
          run(thread: Thread) {
            const reader = new ring.TopicReader(memory, slot);
            for (let left = before - 1; left > 0 && reader.next(); left -= 1) {
              handle(thread, reader);
            }
            thread.begin();
            drain(thread, reader);
          },
        },
        {
          name: "second reader",
          run(thread: Thread) {
            thread.begin();
            thread.join("reader");
            drain(thread, new ring.TopicReader(memory, slot));
          },
        },
        restOf(ring, ["writer", "reader", "second reader"], { ...topic, slot }),
      ];
    },
    check: (outcomes) =>
      checkDelivery(outcomes, ["reader", "second reader", "rest"], ["writer"], kind),
  };
}

const epochs: Scenario = {
  // rings case 52
  name: "recovery: a reader hears of the next life where it begins",
  crashesMax: 1,
  threads(ring) {
    const topic = topicOf(ring, ["GATE"]);
    const slot = topic.slots[0] ?? -1;
    const writer = writerOf(ring, topic, { mayCrash: true, during: send });
    const reader = {
      name: "reader",
      run(thread: Thread) {
        const open = new ring.TopicReader(topic.memory, slot);
        thread.begin();
        for (let look = 0; look < 2; look += 1) {
          const epoch = open.readEpoch();
          if (epoch === 2) thread.record({ begins: open.epochSequence() });
          if (!open.next()) continue;
          const life = open.data.getInt32(open.offset, true) % 16;
          if (open.peekEpoch() < life) throw new Error("a record comes before its life");
        }
      },
    };
    return [writer, recovery(ring, topic), secondWriter(ring, topic), reader];
  },
  check(outcomes) {
    const [next = 0] = outcomes("second writer").records as readonly number[];
    for (const { begins } of outcomes("reader").records as readonly { begins: number }[]) {
      if (begins !== next - 1)
        throw new Error(`life 2 begins at ${next - 1}: reader has ${begins}`);
    }
  },
};

export const RECOVERY_SCENARIOS = [
  singles,
  batches,
  usedRing("recovery: a writer in a ring full of old records", 13, send),
  usedRing("recovery: a writer goes over the end of a ring full of old records", 20, sendBare),
  interrupted,
  readerDies("GATE"),
  readerDies("EVICT"),
  epochs,
];
