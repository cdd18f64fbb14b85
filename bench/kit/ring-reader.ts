/** The reading thread of one round of the ring bench: it times the messages after the warm-up. */
import { parentPort, workerData } from "node:worker_threads";
import { expose } from "comlink";
import { Unpackr } from "msgpackr";
import { monotonicNs } from "../../src/core/clock.ts";
import { TopicReader } from "../../src/runtime/ring/topic-reader.ts";
import { BenchQuote, type RingResult, type RingRound } from "./ring-work.ts";

type Port = import("node:worker_threads").MessagePort;

const round = workerData as RingRound & { readonly port: Port };
const total = round.warmUp + round.messages;
/**
 * A reader that looks again at once takes the writer's line. By the clock: `Atomics.pause` takes ten
 * times as long before it is compiled, and long runs of it leave a virtual machine.
 */
const PAUSE_NS = 1_000;
const CHUNK = 256;

type QuoteView = ReturnType<typeof BenchQuote.codec.createView>;

let seen = 0;
let sum = 0;
let warmAt = 0;

function count(): undefined {
  seen += 1;
  if (seen === round.warmUp) warmAt = monotonicNs();
  if (seen === total) finish();
}

function finish(): undefined {
  const nsAMessage = (monotonicNs() - warmAt) / round.messages;
  parentPort?.postMessage({ nsAMessage, sum } satisfies RingResult);
}

function readRing(): undefined {
  const reader = new TopicReader(round.topic, round.slot);
  const view = BenchQuote.codec.createView();
  while (seen < total) {
    const before = seen;
    if (before < round.warmUp) readChunk(reader, view, round.warmUp - before);
    else readChunk(reader, view, total - before);
    if (seen === round.warmUp) warmAt = monotonicNs();
    if (seen === before) pause();
  }
  finish();
}

/** A function of its own that is called often, so that it is compiled as an actor's loop is. */
function readChunk(reader: TopicReader, view: QuoteView, left: number): undefined {
  const max = Math.min(CHUNK, left);
  let taken = 0;
  let chunkSum = 0;
  while (taken < max && reader.next()) {
    view.bind(reader.data, reader.offset, reader.payloadBytes);
    chunkSum += view.bidTicks + view.askLots + view.builtAt;
    taken += 1;
  }
  reader.release();
  seen += taken;
  sum += chunkSum;
}

function readMsgpackr(): undefined {
  const reader = new TopicReader(round.topic, round.slot);
  const unpackr = new Unpackr({ useRecords: false });
  const bytes = new Uint8Array(round.topic);
  while (seen < total) {
    let taken = 0;
    while (taken < CHUNK && reader.next()) {
      const { offset, payloadBytes } = reader;
      add(unpackr.unpack(bytes.subarray(offset, offset + payloadBytes)));
      taken += 1;
      count();
    }
    reader.release();
    if (taken === 0) pause();
  }
}

function pause(): undefined {
  const until = monotonicNs() + PAUSE_NS;
  while (monotonicNs() < until);
}

function add(quote: readonly number[]): undefined {
  sum += (quote[1] ?? 0) + (quote[4] ?? 0) + (quote[8] ?? 0);
}

function take(quote: readonly number[]): undefined {
  add(quote);
  count();
}

function read(): undefined {
  switch (round.variant) {
    case "ring":
    case "ring16":
      return readRing();
    case "msgpackr":
      return readMsgpackr();
    case "postMessage":
      round.port.on("message", take);
      return;
    case "postMessage16":
      round.port.on("message", (quotes: number[][]) => {
        for (const quote of quotes) take(quote);
      });
      return;
    default:
      expose(take, round.port as never);
  }
}

parentPort?.on("message", () => read());
parentPort?.postMessage("ready");
