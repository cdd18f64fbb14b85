/** The writing thread of one round of another way between threads. */
import { parentPort, workerData } from "node:worker_threads";
import { wrap } from "comlink";
import { Packr } from "msgpackr";
import { TOPIC_FULL } from "../../src/runtime/ring/topic-layout.ts";
import { TopicWriter } from "../../src/runtime/ring/topic-writer.ts";
import type { OtherStart } from "./other-ways.ts";

const TYPE = 1;
const BATCH = 16;
/** Calls of comlink that are under way at once. */
const CALLS = 64;
/** Messages between two turns of the event loop: without them a port's queue grows for ever. */
const TURN = 4_096;

const { way, port, topic, lines, warmUp, messages } = workerData as OtherStart;
const total = warmUp + messages;

function arrayOf(i: number): number[] {
  return [i, i + 1, i + 2, i + 3, i + 4, i + 5, i + 6, i + 7, i + 8];
}

function writePacked(): undefined {
  const writer = new TopicWriter(topic, lines, { owner: 1, incarnation: 1 });
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

async function post(batch: number): Promise<undefined> {
  for (let i = 0; i < total; i += batch) {
    if (batch === 1) port.postMessage(arrayOf(i));
    else port.postMessage(Array.from({ length: batch }, (_, at) => arrayOf(i + at)));
    if (i % TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

async function call(): Promise<undefined> {
  const remote = wrap<(quote: number[]) => void>(port as never);
  for (let i = 0; i < total; i += CALLS) {
    const calls = Array.from({ length: Math.min(CALLS, total - i) }, (_, at) =>
      remote(arrayOf(i + at)),
    );
    await Promise.all(calls);
  }
}

async function write(): Promise<undefined> {
  switch (way) {
    case "msgpackr":
      return writePacked();
    case "postMessage":
      return post(1);
    case "postMessage16":
      return post(BATCH);
    case "comlink":
      return call();
  }
}

parentPort?.on("message", () => void write());
parentPort?.postMessage("ready");
