/**
 * A writer dies anywhere, and the next one goes on: nothing that was published is lost, nothing is
 * published twice, and nothing half done is ever seen.
 */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { DATA_OFFSET, OWNER_INDEX, TAIL_INDEX } from "../../../src/runtime/ring/topic-layout.ts";
import { TopicReader } from "../../../src/runtime/ring/topic-reader.ts";
import { recoverTopic } from "../../../src/runtime/ring/topic-recovery.ts";
import { attachReader, topicEpoch } from "../../../src/runtime/ring/topic-slots.ts";
import { TopicWriter } from "../../../src/runtime/ring/topic-writer.ts";
import { type Order, type Store, storesOf } from "./store-recorder.ts";
import { add, filled, send, TYPE, take, topicOf } from "./topic-fixture.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const prng = new Prng(seed);

const orders: readonly (readonly [string, Order])[] = [
  ["in order of address", (stores) => stores],
  ["in reverse", (stores) => stores.reverse()],
  [`in any order (seed ${seed})`, shuffle],
];

describe("recoverTopic", () => {
  // rings case 44
  // S-22
  test("forgets an open claim and an open batch, and lets the next writer on", () => {
    const { memory, lines, writer, attach } = topicOf();
    const reader = attach("GATE");
    send(writer, [1]);
    add(writer, [2]);
    add(writer, [3]);
    writer.bytes.fill(0xff, writer.claim(24, TYPE), 24);
    expect(recoverTopic(memory)).toEqual({ recordsFound: 0, position: 32, nextSequence: 2 });
    const next = new TopicWriter(memory, lines, { owner: 2, incarnation: 2 });
    send(next, [4]);
    expect(take(reader)).toEqual([
      { sequence: 1, payload: [1] },
      { sequence: 2, payload: [4] },
    ]);
  });

  // rings case 52
  test("lets the next writer tell that a new life begins, and with which sequence", () => {
    const { memory, lines, writer, attach } = topicOf();
    const reader = attach("GATE");
    send(writer, [1]);
    expect([reader.readEpoch(), reader.epochSequence()]).toEqual([1, 1]);
    recoverTopic(memory);
    expect(topicEpoch(memory)).toBe(1);
    const next = new TopicWriter(memory, lines, { owner: 1, incarnation: 2 });
    expect([reader.readEpoch(), reader.peekEpoch(), reader.epochSequence()]).toEqual([2, 2, 2]);
    send(next, [2]);
    expect(take(reader)).toHaveLength(2);
  });

  // rings case 45
  test("goes on at the ring's start when its writer died behind padding", () => {
    const { memory, lines, writer, attach } = topicOf({ position: 1024 - 32 });
    const reader = attach("GATE");
    writer.claim(104, TYPE);
    recoverTopic(memory);
    expect(new Int32Array(memory)[TAIL_INDEX]).toBe(1024);
    send(new TopicWriter(memory, lines, { owner: 1, incarnation: 2 }), [1]);
    expect(take(reader)).toEqual([{ sequence: 1, payload: [1] }]);
  });

  test("finds what was committed although the tail does not tell of it", () => {
    const { memory, writer } = topicOf();
    const int32 = new Int32Array(memory);
    send(writer, [1]);
    const tail = int32[TAIL_INDEX] ?? 0;
    for (const byte of [2, 3]) add(writer, [byte]);
    writer.publish();
    int32[TAIL_INDEX] = tail;
    expect(recoverTopic(memory)).toEqual({ recordsFound: 2, position: 96, nextSequence: 4 });
  });

  test("refuses memory that no writer leaves behind", () => {
    const { memory, writer, ring } = topicOf();
    send(writer, [1]);
    ring[32] = 3;
    expect(() => recoverTopic(memory)).toThrow("Invariant: a published record lies in the ring");
  });

  // rings cases 44, 45 and 53
  for (const [name, order] of orders) {
    test.each([0, 1024 - 72, 1024 - 40, 2 ** 32 - 40, 2 ** 31 - 104])(
      `is exact at every store, plain ones ${name}, of a writer that began at %d`,
      (position) => {
        const { memory, lines, now, stores, before, slot } = recorded(position, order);
        for (let crash = 0; crash <= stores.length; crash += 1) {
          const dead = replay(before, stores, crash);
          const recovered = recoverTopic(dead);
          const words = new Uint8Array(dead).slice();
          expect(recoverTopic(dead)).toEqual({ ...recovered, recordsFound: 0 });
          expect(Buffer.compare(new Uint8Array(dead), words)).toBe(0);
          expect(new Int32Array(dead)[OWNER_INDEX]).toBe(0);
          // A batch is there whole or not at all.
          expect([1, 2, 5, 7, 8]).toContain(recovered.nextSequence);
          const next = new TopicWriter(dead, lines, { owner: 2, incarnation: 2, now });
          expect(send(next, [200])).toBe(true);
          const seen = take(new TopicReader(dead, slot));
          expect(seen.map(({ sequence }) => sequence)).toEqual(
            Array.from({ length: recovered.nextSequence }, (_, index) => index + 1),
          );
          expect(seen.pop()?.payload).toEqual([200]);
          for (const { sequence, payload } of seen)
            expect(payload).toEqual(filled(sequence, sequence));
        }
        expect(memory.byteLength).toBe(before.length);
      },
    );
  }
});

/** Four batches, a claim given back and a batch discarded: record n has n bytes of n. */
function recorded(position: number, order: Order) {
  // What keeps the order of plain stores has only one, and the explorer crashes it everywhere.
  const { memory, lines, writer, now } = topicOf({ position }, { keepsStoreOrder: false });
  const slot = attachReader(memory, { kind: "GATE", bellLine: 0 });
  // Old bytes everywhere but in the first header.
  new Uint8Array(memory).fill(0x18, DATA_OFFSET);
  new DataView(memory).setInt32(DATA_OFFSET + (position % 1024), 0);
  const before = new Uint8Array(memory).slice();
  const batchOf = (...records: number[]) => {
    for (const bytes of records) add(writer, filled(bytes, bytes));
  };
  const stores = storesOf(memory, order, () => {
    batchOf(1);
    writer.publish();
    batchOf(2, 3, 4);
    writer.publish();
    writer.bytes.fill(0xff, writer.claim(100, TYPE), 100);
    writer.abort();
    batchOf(9, 9);
    writer.discard();
    batchOf(5, 6);
    writer.publish();
    batchOf(7);
    writer.publish();
  });
  return { memory, lines, now, stores, before, slot };
}

/** The memory after the first `count` stores. */
function replay(before: Uint8Array, stores: readonly Store[], count: number): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(before.length);
  const bytes = new Uint8Array(memory);
  bytes.set(before);
  for (const store of stores.slice(0, count)) bytes.set(store.bytes, store.offset);
  return memory;
}

function shuffle(stores: Store[]): Store[] {
  for (let last = stores.length - 1; last > 0; last -= 1) {
    const other = prng.between(0, last);
    const moved = stores[last] as Store;
    stores[last] = stores[other] as Store;
    stores[other] = moved;
  }
  return stores;
}
