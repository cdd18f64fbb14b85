/** What the scenarios of topics share: records that say who wrote them, and what must hold of them. */
import { fieldsOf, type Ring } from "../realm/load-ring.ts";
import type { Thread, ThreadSpec } from "../search/thread.ts";

type Writer = InstanceType<Ring["TopicWriter"]>;
type Reader = InstanceType<Ring["TopicReader"]>;

const TYPE = 5;
const PAYLOAD_BYTES = 8;
const LAST_INCARNATION = 9;

/** A record's two words follow from its sequence and the life that wrote it. */
function wordsOf(sequence: number, incarnation: number): readonly [number, number] {
  return [sequence * 16 + incarnation, sequence * 1_000_003 + incarnation];
}

/** A topic of records of 32 bytes, its lines, and one reader slot a kind. */
export function topicOf(
  ring: Ring,
  kinds: readonly ("GATE" | "EVICT")[],
  { capacityBytes = 256, position = 0 } = {},
) {
  const memory = ring.allocateTopic({ capacityBytes, position });
  const lines = ring.allocateLines();
  const slots = kinds.map((kind, at) => ring.attachReader(memory, { kind, bellLine: at + 1 }));
  return { memory, lines, slots };
}

/** Adds one record to the open batch. False when the ring is full. */
export function add(writer: Writer, incarnation = 1): boolean {
  const [first, second] = wordsOf(writer.nextSequence, incarnation);
  const offset = writer.claim(PAYLOAD_BYTES, TYPE);
  if (offset < 0) return false;
  writer.int32[offset >> 2] = first;
  writer.int32[(offset >> 2) + 1] = second;
  writer.commit();
  return true;
}

/**
 * Publishes one record without a payload: the smallest that there is, for searches in which every
 * word of it is read while it is written. Its time of commit is its sequence.
 */
export function sendBare(thread: Thread, writer: Writer): boolean {
  if (writer.claim(0, TYPE) < 0) return false;
  writer.commit();
  writer.publish();
  thread.record(writer.nextSequence);
  return true;
}

/** Publishes a batch of `records`, and records the sequence after it: all of them count from then. */
export function send(
  thread: Thread,
  writer: Writer,
  { records = 1, incarnation = 1 } = {},
): boolean {
  let added = 0;
  while (added < records && add(writer, incarnation)) added += 1;
  if (added < records) {
    writer.discard();
    return false;
  }
  writer.publish();
  thread.record(writer.nextSequence);
  return true;
}

/** Handles all that there is now, as a loop's turn does, and records it: see {@link Seen}. */
export function drain(thread: Thread, reader: Reader): undefined {
  const turn = thread.countTurn();
  for (;;) {
    if (reader.next()) {
      handle(thread, reader);
      continue;
    }
    // It holds no batch now: what it does next follows from its fields and from memory.
    thread.forget(`${turn} ${fieldsOf(reader)}`);
    if (!reader.evicted) break;
    reader.rejoin();
  }
  reader.release();
}

/** What a reader records of each record: how many it was told that it missed before it. */
export type Seen = { readonly sequence: number; readonly missed: number };

/** Looks at the current record's bytes. */
export function handle(thread: Thread, reader: Reader): undefined {
  const { data, offset, sequence, missed, payloadBytes } = reader;
  if (reader.type !== TYPE) throw new Error(`record ${sequence} is of no known type`);
  if (payloadBytes === 0) {
    if (reader.committedAt !== sequence) throw new Error(`record ${sequence} is torn`);
    thread.record({ sequence, missed } satisfies Seen);
    return;
  }
  const word = data.getInt32(offset, true);
  const [first, second] = wordsOf(sequence, word % 16);
  const isWhole = word === first && data.getInt32(offset + 4, true) === second;
  if (!isWhole || payloadBytes !== PAYLOAD_BYTES) {
    throw new Error(`record ${sequence} is torn`);
  }
  thread.record({ sequence, missed } satisfies Seen);
}

/** Begins a life of the topic's writer. */
export function openWriter(
  ring: Ring,
  thread: Thread,
  { memory, lines }: { memory: SharedArrayBuffer; lines: SharedArrayBuffer },
  incarnation = 1,
): Writer {
  const { keepsStoreOrder } = ring;
  const given = { owner: 1, incarnation, now: thread.now, keepsStoreOrder };
  return new ring.TopicWriter(memory, lines, given);
}

/** What a writer does in one part of its life. */
type Act = (thread: Thread, writer: Writer) => unknown;

/** The act, so many times. */
export function times(count: number, act: Act): Act {
  return (thread, writer) => {
    for (let time = 0; time < count; time += 1) act(thread, writer);
  };
}

/** A topic's writer: what it does before anything interleaves, and then. */
export function writerOf(
  ring: Ring,
  topic: Pick<ReturnType<typeof topicOf>, "memory" | "lines">,
  life: { before?: Act; during: Act; name?: string; mayCrash?: boolean },
): ThreadSpec {
  const { before, during, name = "writer", mayCrash = false } = life;
  return {
    name,
    mayCrash,
    run(thread) {
      const writer = openWriter(ring, thread, topic);
      before?.(thread, writer);
      thread.begin();
      during(thread, writer);
    },
  };
}

/**
 * When the others are over: all that the slot's reader had not yet read, and one record more, so
 * that what was missed before it is told; and the topic's end.
 */
export function restOf(
  ring: Ring,
  joined: readonly string[],
  given: {
    memory: SharedArrayBuffer;
    lines: SharedArrayBuffer;
    slot: number;
    name?: string;
    /** Whether others have still to read, so that there may be no room for one more. */
    isFirst?: boolean;
    /** Whether a writer may have died: else its tail tells of everything. */
    mayFind?: boolean;
  },
): ThreadSpec {
  const { memory, slot, name = "rest", isFirst = false, mayFind = false } = given;
  return {
    name,
    isLast: true,
    run(thread) {
      thread.begin();
      for (const other of joined) thread.join(other);
      const { recordsFound } = ring.recoverTopic(memory);
      if (recordsFound > 0 && !mayFind) throw new Error("the tail is behind a living writer");
      const reader = new ring.TopicReader(memory, slot);
      drainRest(thread, reader);
      thread.record({ next: ring.nextSequenceOf(memory) });
      if (isFirst) return;
      const writer = openWriter(ring, thread, given, LAST_INCARNATION);
      if (!add(writer, LAST_INCARNATION)) throw new Error("a topic that was read has room");
      writer.publish();
      drainRest(thread, reader);
      thread.record({ next: writer.nextSequence });
      writer.releaseOwner();
    },
  };
}

function drainRest(thread: Thread, reader: Reader): undefined {
  for (;;) {
    if (reader.next()) handle(thread, reader);
    else if (reader.evicted) reader.rejoin();
    else break;
  }
  reader.release();
}
