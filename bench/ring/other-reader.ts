/** The reading thread of one round of another way between threads. */
import { parentPort, workerData } from "node:worker_threads";
import { expose } from "comlink";
import { Unpackr } from "msgpackr";
import { monotonicNs } from "../../src/core/clock.ts";
import { TopicReader } from "../../src/runtime/ring/topic-reader.ts";
import type { OtherStart } from "./other-ways.ts";
import type { RoundResult } from "./ring-round.ts";

const CHUNK = 256;
/** As the ring's own reader pauses after an empty look. */
const PAUSE_NS = 1_000;

const { way, port, topic, slot, warmUp, messages } = workerData as OtherStart;
const total = warmUp + messages;
let seen = 0;
let sum = 0;
let warmAt = 0;

function take(quote: readonly number[]): undefined {
  sum += (quote[1] ?? 0) + (quote[4] ?? 0) + (quote[8] ?? 0);
  seen += 1;
  if (seen === warmUp) warmAt = monotonicNs();
  if (seen !== total) return;
  const nsAMessage = (monotonicNs() - warmAt) / messages;
  parentPort?.postMessage({ nsAMessage, sum } satisfies RoundResult);
}

function readPacked(): undefined {
  const reader = new TopicReader(topic, slot);
  const unpackr = new Unpackr({ useRecords: false });
  const bytes = new Uint8Array(topic);
  while (seen < total) {
    let taken = 0;
    while (taken < CHUNK && reader.next()) {
      const { offset, payloadBytes } = reader;
      take(unpackr.unpack(bytes.subarray(offset, offset + payloadBytes)));
      taken += 1;
    }
    reader.release();
    if (taken === 0) pause();
  }
}

function pause(): undefined {
  const until = monotonicNs() + PAUSE_NS;
  while (monotonicNs() < until);
}

function read(): undefined {
  switch (way) {
    case "msgpackr":
      return readPacked();
    case "postMessage":
      port.on("message", take);
      return;
    case "postMessage16":
      port.on("message", (quotes: number[][]) => {
        for (const quote of quotes) take(quote);
      });
      return;
    case "comlink":
      expose(take, port as never);
  }
}

parentPort?.on("message", () => read());
parentPort?.postMessage("ready");
