/**
 * One round: a writing thread and its readers, all fresh, over one topic of 1 MiB. It ends when every
 * reader has read everything, and a sum that is not the expected one ends the bench.
 */
import { Worker } from "node:worker_threads";
import { assert } from "../../src/core/assert.ts";
import { allocateLines } from "../../src/runtime/ring/lines.ts";
import { allocateTopic } from "../../src/runtime/ring/topic-memory.ts";
import { attachReader } from "../../src/runtime/ring/topic-slots.ts";
import { type MessageKind, ringWorkOf } from "./ring-work.ts";

const CAPACITY_BYTES = 1 << 20;
/** A round takes a fraction of a second; one that never ends is a fault, and is said. */
const ROUND_MS_MAX = 60_000;
/** Batches are 1, 16 or 64. */
const BATCH_MAX = 64;

/** How a ring's message goes from thread to thread. */
export type RingShape = {
  readonly message: MessageKind;
  /** Messages of one commit. */
  readonly batch: number;
  /** Readers that spin, and readers that park on a doorbell each. All of them gate. */
  readonly spinning: number;
  readonly parked: number;
  /** Whether both sides record what the runtime's own loop records. */
  readonly telemetry: boolean;
  /** What a reader that spins does after an empty look: pause for 1 us, or poll as an actor's loop. */
  readonly polls: "PAUSE" | "ACTOR";
};

/** What a thread of a round is given. */
export type RoundStart = {
  readonly shape: RingShape;
  readonly lines: SharedArrayBuffer;
  readonly topic: SharedArrayBuffer;
  /** Messages before the timing begins, and those that are timed. */
  readonly warmUp: number;
  readonly messages: number;
};

export type ReaderStart = RoundStart & {
  readonly slot: number;
  readonly bellLine: number;
  readonly isParked: boolean;
};

/** What a reader posts when it has all. */
export type RoundResult = { readonly nsAMessage: number; readonly sum: number };

/** Nanoseconds a message, of the slowest reader. */
export async function runRingRound(shape: RingShape, messages: number): Promise<number> {
  const lines = allocateLines();
  const topic = allocateTopic({ capacityBytes: CAPACITY_BYTES });
  const round: RoundStart = { shape, lines, topic, ...countsOf(messages) };
  const readers = Array.from({ length: shape.spinning + shape.parked }, (_, at) => {
    const bellLine = at + 1;
    const slot = attachReader(topic, { kind: "GATE", bellLine });
    const isParked = at >= shape.spinning;
    const workerData: ReaderStart = { ...round, slot, bellLine, isParked };
    return startThread(new URL("./ring-reader.ts", import.meta.url), workerData);
  });
  const writer = startThread(new URL("./ring-writer.ts", import.meta.url), round);
  const results = await runThreads(writer, readers);
  checkSums(results, ringWorkOf(shape.message).sumOf(round.warmUp + round.messages));
  return Math.max(...results.map(({ nsAMessage }) => nsAMessage));
}

/** @throws {AssertionError} When a reader read something else than every message once. */
export function checkSums(results: readonly RoundResult[], expected: number): undefined {
  for (const { sum } of results) {
    assert(sum === expected, `every message is read once: sum ${sum}, expected ${expected}`);
  }
}

/** Whole batches, so that no message is left over; a fifth of them before the timing begins. */
export function countsOf(messages: number): { warmUp: number; messages: number } {
  const batches = Math.ceil(messages / BATCH_MAX);
  return { warmUp: Math.ceil(batches / 4) * BATCH_MAX, messages: batches * BATCH_MAX };
}

export type Ports = readonly import("node:worker_threads").MessagePort[];

export function startThread(url: URL, workerData: object, transferList: Ports = []): Worker {
  return new Worker(url, { workerData, transferList: [...transferList] });
}

/** Lets all threads go at once when each is ready; the readers' results, in their order. */
export async function runThreads(
  writer: Worker,
  readers: readonly Worker[],
): Promise<RoundResult[]> {
  const threads = [...readers, writer];
  const { promise: failed, reject } = Promise.withResolvers<never>();
  for (const thread of threads) thread.once("error", reject);
  const deadline = setTimeout(
    () => reject(new Error(`a round did not end within ${ROUND_MS_MAX} ms`)),
    ROUND_MS_MAX,
  );
  try {
    await Promise.race([failed, Promise.all(threads.map(heard))]);
    const results = readers.map(heard) as Promise<RoundResult>[];
    for (const thread of threads) thread.postMessage("go");
    return await Promise.race([failed, Promise.all(results)]);
  } finally {
    clearTimeout(deadline);
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

function heard(thread: Worker): Promise<unknown> {
  return new Promise((resolve) => thread.once("message", resolve));
}
