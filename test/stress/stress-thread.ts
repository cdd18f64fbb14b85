/** A thread of the stress tests: a writer or a reader of one topic, by what `workerData` says. */
import { parentPort, workerData } from "node:worker_threads";
import { Prng } from "../../src/core/prng.ts";
import { Doorbell } from "../../src/runtime/ring/doorbell.ts";
import { TopicReader } from "../../src/runtime/ring/topic-reader.ts";
import { TopicWriter } from "../../src/runtime/ring/topic-writer.ts";
import { isPattern } from "./kit/pattern.ts";
import { writeBatch } from "./kit/write-batch.ts";

/** What main tells a thread. */
export type StressStart = {
  readonly role: "WRITER" | "READER";
  readonly memory: SharedArrayBuffer;
  readonly lines: SharedArrayBuffer;
  /** Word 0 is what a writer waits on that found the topic full; its phase is behind it. */
  readonly idle: SharedArrayBuffer;
  /** Last sequence to write or to read; 0 is no end. */
  readonly last: number;
  readonly seed: number;
  readonly slot: number;
  readonly bellLine: number;
  readonly incarnation: number;
  /** Of how many records the reader dawdles over one. */
  readonly dawdleOneIn: number;
};

/** What a reader saw. */
export type StressReport = {
  readonly delivered: number;
  readonly missed: number;
  readonly evictions: number;
  readonly torn: number;
  readonly outOfOrder: number;
};

const start = workerData as StressStart;
// A dormant doorbell does not keep a thread alive, and a port that is listened to does.
parentPort?.on("message", () => undefined);
if (start.role === "WRITER") write();
else await read();

function write(): void {
  const { memory, lines, incarnation, last } = start;
  const prng = new Prng(start.seed);
  const idle = new Int32Array(start.idle);
  const writer = new TopicWriter(memory, lines, { owner: 1, incarnation });
  const end = last === 0 ? Number.POSITIVE_INFINITY : last;
  const phase = { int32: idle, index: 1 };
  while (writer.nextSequence <= end) {
    const records = Math.min(prng.between(1, 32), end - writer.nextSequence + 1);
    // Full: leaves the core to the readers for a moment.
    if (!writeBatch(writer, { records, incarnation, isInTurn: false }, phase))
      Atomics.wait(idle, 0, 0, 0.05);
  }
  parentPort?.postMessage("WRITTEN");
}

async function read(): Promise<void> {
  const bell = new Doorbell(start.lines, start.bellLine);
  const reader = new TopicReader(start.memory, start.slot);
  const prng = new Prng(start.seed);
  const report = { delivered: 0, missed: 0, evictions: 0, torn: 0, outOfOrder: 0 };
  parentPort?.postMessage("READY");
  while (reader.expectedSequence <= start.last) {
    drain(reader, prng, report);
    if (reader.expectedSequence > start.last) break;
    bell.prepareToSleep();
    if (reader.hasMore()) bell.cancelSleep();
    else await bell.wait();
  }
  parentPort?.postMessage(report);
}

function drain(
  reader: TopicReader,
  prng: Prng,
  report: { -readonly [Key in keyof StressReport]: number },
) {
  for (let turn = 0; turn < 256; turn += 1) {
    const expected = reader.expectedSequence;
    if (!reader.next()) {
      if (!reader.evicted) break;
      report.evictions += 1;
      report.missed += reader.rejoin();
      continue;
    }
    report.delivered += 1;
    if (reader.sequence !== expected) report.outOfOrder += 1;
    if (start.dawdleOneIn > 0 && prng.between(1, start.dawdleOneIn) === 1) dawdle(prng);
    if (!isPattern(reader)) report.torn += 1;
  }
  reader.release();
}

/** Up to about 50 us, in the middle of handling a record. */
function dawdle(prng: Prng): void {
  for (let pause = prng.between(1, 2_000); pause > 0; pause -= 1) Atomics.pause();
}
