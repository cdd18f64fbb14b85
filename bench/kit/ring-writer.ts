/** The writing thread of one round of the ring bench. */
import { parentPort, workerData } from "node:worker_threads";
import { wrap } from "comlink";
import { Packr } from "msgpackr";
import { TOPIC_FULL } from "../../src/runtime/ring/topic-layout.ts";
import { TopicWriter } from "../../src/runtime/ring/topic-writer.ts";
import { BenchQuote, type RingRound } from "./ring-work.ts";

type Port = import("node:worker_threads").MessagePort;

const round = workerData as RingRound & { readonly port: Port };
const total = round.warmUp + round.messages;
const TYPE = 1;
const BATCH = 16;
/** A whole number of batches. */
const CHUNK = 256;

function bodyOf(i: number) {
  return {
    instrument: i,
    bidTicks: i + 1,
    bidLots: i + 2,
    askTicks: i + 3,
    askLots: i + 4,
    venueSequence: i + 5,
    venueTimeUs: i + 6,
    receivedAt: i + 7,
    builtAt: i + 8,
  };
}

function arrayOf(i: number): number[] {
  return [i, i + 1, i + 2, i + 3, i + 4, i + 5, i + 6, i + 7, i + 8];
}

function openWriter(): TopicWriter {
  return new TopicWriter(round.topic, round.lines, { owner: 1, incarnation: 1 });
}

function writeRing(batch: number): undefined {
  const writer = openWriter();
  const bytes = BenchQuote.codec.sizeOf(bodyOf(0));
  for (let i = 0; i < total; ) i = writeChunk(writer, { from: i, batch, bytes });
}

/** A function of its own that is called often, so that it is compiled as an actor's handler is. */
function writeChunk(
  writer: TopicWriter,
  { from, batch, bytes }: { from: number; batch: number; bytes: number },
): number {
  const to = Math.min(total, from + CHUNK);
  let i = from;
  while (i < to) {
    const offset = writer.claim(bytes, TYPE);
    if (offset === TOPIC_FULL) {
      writer.publish();
      Atomics.pause();
      continue;
    }
    BenchQuote.codec.write(writer.data, offset, bodyOf(i));
    writer.commit();
    i += 1;
    if (i % batch === 0) writer.publish();
  }
  writer.publish();
  return i;
}

function writeMsgpackr(): undefined {
  const writer = openWriter();
  const packr = new Packr({ useRecords: false });
  for (let i = 0; i < total; ) {
    const packed = packr.pack(arrayOf(i));
    const offset = writer.claim(packed.length, TYPE);
    if (offset === TOPIC_FULL) {
      Atomics.pause();
      continue;
    }
    writer.bytes.set(packed, offset);
    writer.commit();
    writer.publish();
    i += 1;
  }
}

async function writePostMessage(batch: number): Promise<undefined> {
  for (let i = 0; i < total; i += batch) {
    if (batch === 1) round.port.postMessage(arrayOf(i));
    else round.port.postMessage(Array.from({ length: batch }, (_, at) => arrayOf(i + at)));
    // The event loop must run, or the port's queue grows with the whole round.
    if (i % 4_096 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

async function writeComlink(): Promise<undefined> {
  const remote = wrap<(quote: number[]) => void>(round.port as never);
  for (let i = 0; i < total; i += 64) {
    const calls = Array.from({ length: Math.min(64, total - i) }, (_, at) =>
      remote(arrayOf(i + at)),
    );
    await Promise.all(calls);
  }
}

async function write(): Promise<undefined> {
  switch (round.variant) {
    case "ring":
      return writeRing(1);
    case "ring16":
      return writeRing(BATCH);
    case "msgpackr":
      return writeMsgpackr();
    case "postMessage":
      return writePostMessage(1);
    case "postMessage16":
      return writePostMessage(BATCH);
    default:
      return writeComlink();
  }
}

parentPort?.on("message", () => void write());
parentPort?.postMessage("ready");
