/**
 * Topics between real threads that live: a writer, a gating and an evictable reader at full speed,
 * over the wraps of the position. What was delivered and what was reported as missed must be all
 * that was published, in order and whole. Threads that die are in `soak.stress.test.ts`.
 */
import { describe, expect, test } from "bun:test";
import { resolve } from "node:path";
import { Worker } from "node:worker_threads";
import { allocateLines } from "../../src/runtime/ring/lines.ts";
import { allocateTopic } from "../../src/runtime/ring/topic-memory.ts";
import { attachReader } from "../../src/runtime/ring/topic-slots.ts";
import { seed } from "./kit/stress-mode.ts";
import type { StressReport, StressStart } from "./stress-thread.ts";

const RECORDS = 1_000_000;

function spawn(start: StressStart): Worker {
  return new Worker(resolve(import.meta.dir, "stress-thread.ts"), { workerData: start });
}

function startOf(memory: SharedArrayBuffer, lines: SharedArrayBuffer): StressStart {
  return {
    role: "READER",
    memory,
    lines,
    idle: new SharedArrayBuffer(16),
    last: RECORDS,
    seed,
    slot: 0,
    bellLine: 0,
    incarnation: 1,
    dawdleOneIn: 0,
  };
}

/** The first message that `worker` posts, or the second. */
function heard(worker: Worker, count: number): Promise<unknown> {
  return new Promise((done, failed) => {
    let left = count;
    worker.on("error", failed);
    worker.on("message", (message) => {
      left -= 1;
      if (left === 0) done(message);
    });
  });
}

describe("Topic between threads", () => {
  // rings cases 28, 29, 33, 55, 57 and 58
  // S-11, S-12, S-14
  test.each([
    ["a quick and a dawdling reader", 2 ** 31, 2 ** 16, 0, 2_000],
    ["a dawdling and a quick reader", 2 ** 32, 2 ** 16, 20_000, 0],
    ["two dawdling readers of a small ring", 2 ** 31, 2 ** 13, 20_000, 5_000],
    ["two quick readers", 2 ** 32, 2 ** 20, 0, 0],
  ])(
    `loses, repeats and tears nothing with %s from near %d (seed ${seed})`,
    async (_readers, wrap, capacityBytes, gateDawdles, evictDawdles) => {
      const memory = allocateTopic({ capacityBytes, position: wrap - 2 ** 20 });
      const lines = allocateLines();
      const common = startOf(memory, lines);
      const readers = [
        { kind: "GATE", dawdleOneIn: gateDawdles, bellLine: 1 } as const,
        { kind: "EVICT", dawdleOneIn: evictDawdles, bellLine: 2 } as const,
      ].map(({ kind, dawdleOneIn, bellLine }) => {
        const slot = attachReader(memory, { kind, bellLine });
        return spawn({ ...common, slot, bellLine, dawdleOneIn });
      });
      const reports = readers.map((reader) => heard(reader, 2));
      await Promise.all(readers.map((reader) => heard(reader, 1)));
      const writer = spawn({ ...common, role: "WRITER" });
      await heard(writer, 1);
      const [gate, evict] = (await Promise.all(reports)) as [StressReport, StressReport];
      await Promise.all([...readers, writer].map((worker) => worker.terminate()));
      const clean = { torn: 0, outOfOrder: 0 };
      expect(gate).toEqual({ delivered: RECORDS, missed: 0, evictions: 0, ...clean });
      expect(evict).toMatchObject(clean);
      expect(evict.delivered + evict.missed).toBe(RECORDS);
    },
    60_000,
  );
});
