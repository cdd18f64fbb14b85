/**
 * A reading thread of one round of the ring bench: it times the messages after the warm-up. It
 * spins, or it parks on its doorbell whenever there is nothing, as an actor's loop does.
 */
import { parentPort, workerData } from "node:worker_threads";
import { monotonicNs } from "../../src/core/clock.ts";
import { Doorbell } from "../../src/runtime/ring/doorbell.ts";
import { Spinner } from "../../src/runtime/ring/idle-strategy.ts";
import { TopicReader } from "../../src/runtime/ring/topic-reader.ts";
import { allocateTelemetry } from "../../src/runtime/telemetry/telemetry-layout.ts";
import { TelemetryWriter } from "../../src/runtime/telemetry/telemetry-writer.ts";
import type { ReaderStart, RoundResult } from "./ring-round.ts";
import { ringWorkOf } from "./ring-work.ts";

/**
 * A reader that looks again at once takes the writer's line. By the clock: `Atomics.pause` takes ten
 * times as long before it is compiled, and long runs of it leave a virtual machine.
 */
const PAUSE_NS = 1_000;
const CHUNK = 256;
/** Between two readings of the clock, which each message's wait is counted from. */
const RECORDED_CHUNK = 32;

const { shape, lines, topic, slot, bellLine, isParked, warmUp, messages } =
  workerData as ReaderStart;
const total = warmUp + messages;
const reader = new TopicReader(topic, slot);
const work = ringWorkOf(shape.message);
const telemetry = new TelemetryWriter(allocateTelemetry({ counters: 2, histograms: 2 }));
const waitId = telemetry.histogram("wait:bench");
const countId = telemetry.counter("messages:bench");

let seen = 0;
let sum = 0;
let warmAt = 0;

/** Reads what there is, up to the next moment that is timed; false when all is read. */
function readSome(): boolean {
  const left = (seen < warmUp ? warmUp : total) - seen;
  if (shape.telemetry) readRecorded(left);
  else readChunk(left);
  if (seen === warmUp) warmAt = monotonicNs();
  return seen < total;
}

/** A function of its own that is called often, so that it is compiled as an actor's loop is. */
function readChunk(left: number): undefined {
  const max = Math.min(CHUNK, left);
  let taken = 0;
  let chunkSum = 0;
  while (taken < max && reader.next()) {
    chunkSum += work.read(reader.data, reader.offset, reader.payloadBytes);
    taken += 1;
  }
  reader.release();
  seen += taken;
  sum += chunkSum;
}

/** The same with what the loop of an actor records of each message. */
function readRecorded(left: number): undefined {
  const max = Math.min(CHUNK, left);
  for (let taken = 0; taken < max; ) {
    const chunk = readRecordedChunk(Math.min(RECORDED_CHUNK, max - taken));
    taken += chunk;
    if (chunk === 0) break;
  }
  reader.release();
}

function readRecordedChunk(max: number): number {
  const polledAt = monotonicNs();
  let taken = 0;
  let chunkSum = 0;
  while (taken < max && reader.next()) {
    telemetry.record(waitId, polledAt - reader.committedAt);
    telemetry.add(countId);
    chunkSum += work.read(reader.data, reader.offset, reader.payloadBytes);
    taken += 1;
  }
  seen += taken;
  sum += chunkSum;
  return taken;
}

function readSpinning(): undefined {
  const spinner = new Spinner(lines, bellLine, monotonicNs);
  const hasMore = () => reader.peekMore();
  for (;;) {
    const before = seen;
    if (!readSome()) return;
    if (seen !== before) continue;
    if (shape.polls === "ACTOR") spinner.spin(spinner.deadline(), hasMore);
    else pause();
  }
}

async function readParked(): Promise<undefined> {
  const bell = new Doorbell(lines, bellLine);
  for (;;) {
    const before = seen;
    if (!readSome()) return;
    if (seen !== before) continue;
    bell.prepareToSleep();
    const waiter = reader.hasMore() ? null : bell.wait();
    if (waiter !== null) await waiter;
    bell.cancelSleep();
  }
}

function pause(): undefined {
  const until = monotonicNs() + PAUSE_NS;
  while (monotonicNs() < until);
}

async function read(): Promise<undefined> {
  if (isParked) await readParked();
  else readSpinning();
  const nsAMessage = (monotonicNs() - warmAt) / messages;
  parentPort?.postMessage({ nsAMessage, sum } satisfies RoundResult);
}

parentPort?.on("message", () => void read());
parentPort?.postMessage("ready");
