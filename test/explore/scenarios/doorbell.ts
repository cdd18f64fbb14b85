/** Loops that sleep on one doorbell: nobody sleeps for ever while there is something for it. */
import type { Ring } from "../realm/load-ring.ts";
import type { Scenario } from "../search/scenario.ts";
import type { Thread, ThreadSpec } from "../search/thread.ts";
import { add, handle, openWriter, send, sendBare, times, topicOf, writerOf } from "./topic-kit.ts";

type Topic = ReturnType<typeof topicOf>;
type Reader = InstanceType<Ring["TopicReader"]>;
type Bell = InstanceType<Ring["Doorbell"]>;

const LINE = 1;

function writes(ring: Ring, topic: Topic, records: number, name = "writer"): ThreadSpec {
  return writerOf(ring, topic, { name, during: times(records, send) });
}

/** Says that it sleeps, looks once more, and sleeps, as a loop does. */
function park(thread: Thread, bell: Bell, readers: readonly Reader[]): undefined {
  bell.prepareToSleep();
  if (!readers.some((reader) => reader.hasMore())) {
    const waiter = bell.wait();
    if (waiter !== null) thread.sleep(waiter);
  }
  bell.cancelSleep();
}

/** Reads until it has had `records`, and sleeps while there is nothing. */
function loops(
  thread: Thread,
  bell: Bell,
  { readers, records }: { readers: readonly Reader[]; records: number },
): undefined {
  let handled = 0;
  while (handled < records) {
    for (const reader of readers) {
      while (reader.next()) {
        handle(thread, reader);
        handled += 1;
      }
      reader.release();
    }
    if (handled < records) park(thread, bell, readers);
  }
}

/** A topic's first reader as a loop: it ends when it has had `records`. */
function reads(
  ring: Ring,
  { memory, lines, slots: [slot = -1] }: Topic,
  { records, mayCrash = false }: { records: number; mayCrash?: boolean },
): ThreadSpec {
  return {
    name: "reader",
    mayCrash,
    run(thread) {
      const reader = new ring.TopicReader(memory, slot);
      const bell = new ring.Doorbell(lines, LINE);
      thread.begin();
      loops(thread, bell, { readers: [reader], records });
    },
  };
}

const wakes: Scenario = {
  // rings cases 33 and 34
  name: "doorbell: a writer's record wakes the reader that sleeps",
  reorderingsMax: 2,
  threads(ring) {
    const topic = topicOf(ring, ["GATE"]);
    return [reads(ring, topic, { records: 2 }), writes(ring, topic, 2)];
  },
  check: () => undefined,
};

const twoWriters: Scenario = {
  // rings case 34
  name: "doorbell: two writers wake one reader of both",
  orders: ["SC", "TSO"],
  threads(ring) {
    const first = topicOf(ring, []);
    const { lines } = first;
    const second = { ...topicOf(ring, []), lines };
    const place = { kind: "GATE", bellLine: LINE } as const;
    const slots = [first, second].map(({ memory }) => ring.attachReader(memory, place));
    return [
      {
        name: "reader",
        run(thread) {
          const readers = [first, second].map(
            ({ memory }, at) => new ring.TopicReader(memory, slots[at] ?? -1),
          );
          const bell = new ring.Doorbell(lines, LINE);
          thread.begin();
          loops(thread, bell, { readers, records: 2 });
        },
      },
      writes(ring, first, 1, "first writer"),
      writes(ring, second, 1, "second writer"),
    ];
  },
  check: () => undefined,
};

const dies: Scenario = {
  // rings cases 50 and 51
  name: "doorbell: a reader dies, asleep or not, and the next one is woken",
  orders: ["SC", "TSO"],
  lost: "LAST",
  crashesMax: 1,
  threads(ring) {
    const topic = topicOf(ring, ["GATE"]);
    const { memory, lines } = topic;
    const slot = topic.slots[0] ?? -1;
    return [
      reads(ring, topic, { records: 2, mayCrash: true }),
      {
        name: "second reader",
        run(thread) {
          thread.begin();
          thread.join("reader");
          const reader = new ring.TopicReader(memory, slot);
          const bell = new ring.Doorbell(lines, LINE);
          loops(thread, bell, { readers: [reader], records: 3 - reader.expectedSequence });
        },
      },
      writes(ring, topic, 2),
    ];
  },
  check: () => undefined,
};

const spontaneous: Scenario = {
  // rings cases 38 and 40
  name: "doorbell: a loop that something else wakes has one waiter, and is woken again",
  threads(ring) {
    const topic = topicOf(ring, ["GATE"]);
    return [
      {
        name: "reader",
        run(thread) {
          const reader = new ring.TopicReader(topic.memory, topic.slots[0] ?? -1);
          const bell = new ring.Doorbell(topic.lines, LINE);
          thread.begin();
          bell.prepareToSleep();
          if (!reader.hasMore()) {
            const waiter = bell.wait();
            // A socket's event: the loop turns while its waiter waits on.
            if (waiter !== null && thread.choose(2) === 0) thread.sleep(waiter);
          }
          bell.cancelSleep();
          thread.runMicrotasks();
          loops(thread, bell, { readers: [reader], records: 2 });
        },
      },
      writes(ring, topic, 2),
    ];
  },
  check: () => undefined,
};

const inTurn: Scenario = {
  name: "doorbell: a reader that falls asleep between two batches of a turn is woken at its end",
  reorderingsMax: 2,
  threads(ring) {
    const topic = topicOf(ring, ["GATE"]);
    return [
      reads(ring, topic, { records: 2 }),
      writerOf(ring, topic, {
        during(_thread, writer) {
          for (let batch = 0; batch < 2; batch += 1) {
            add(writer);
            writer.publishInTurn();
          }
          writer.endTurn();
        },
      }),
    ];
  },
  check: () => undefined,
};

const writerDies: Scenario = {
  name: "doorbell: a writer dies between its record and the bell, and main wakes the reader",
  crashesMax: 1,
  threads(ring) {
    const topic = topicOf(ring, ["GATE"]);
    const { memory, lines } = topic;
    return [
      reads(ring, topic, { records: 1 }),
      writerOf(ring, topic, { mayCrash: true, during: send }),
      {
        name: "main",
        run(thread) {
          thread.begin();
          thread.join("writer");
          const { nextSequence } = ring.recoverTopic(memory);
          ring.wakeAll(lines);
          if (nextSequence > 1) return;
          send(thread, openWriter(ring, thread, topic, 2), { incarnation: 2 });
        },
      },
    ];
  },
  check: () => undefined,
};

const lateReader: Scenario = {
  name: "doorbell: a reader that attaches to a running writer is woken by it",
  threads(ring) {
    const topic = topicOf(ring, []);
    return [
      {
        name: "reader",
        run(thread) {
          thread.begin();
          const slot = ring.attachReader(topic.memory, { kind: "GATE", bellLine: LINE });
          const reader = new ring.TopicReader(topic.memory, slot);
          const bell = new ring.Doorbell(topic.lines, LINE);
          loops(thread, bell, { readers: [reader], records: 3 - reader.expectedSequence });
        },
      },
      writerOf(ring, topic, {
        during(_thread, writer) {
          add(writer);
          writer.publishInTurn();
          add(writer);
          writer.publishInTurn();
          // Its last words: whoever fell asleep meanwhile is woken by them.
          writer.releaseOwner();
        },
      }),
    ];
  },
  check: () => undefined,
};

const cutOff: Scenario = {
  name: "doorbell: a reader that is cut off while it falls asleep goes on",
  threads(ring) {
    const topic = topicOf(ring, ["EVICT"]);
    const { memory, lines } = topic;
    return [
      {
        name: "reader",
        run(thread) {
          const reader = new ring.TopicReader(memory, topic.slots[0] ?? -1);
          for (let left = 10; left > 0 && reader.next(); left -= 1) handle(thread, reader);
          const bell = new ring.Doorbell(lines, LINE);
          thread.begin();
          bell.prepareToSleep();
          if (reader.hasMore()) return;
          const waiter = bell.wait();
          if (waiter !== null) thread.sleep(waiter);
          if (!reader.hasMore()) throw new Error("it is woken, and sees nothing");
        },
      },
      writerOf(ring, topic, { before: times(10, sendBare), during: sendBare }),
    ];
  },
  check: () => undefined,
};

export const DOORBELL_SCENARIOS = [
  lateReader,
  cutOff,
  wakes,
  twoWriters,
  dies,
  spontaneous,
  inTurn,
  writerDies,
];
