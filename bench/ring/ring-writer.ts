/** The writing thread of one round of the ring bench. */
import { parentPort, workerData } from "node:worker_threads";
import { TOPIC_FULL } from "../../src/runtime/ring/topic-layout.ts";
import { TopicWriter } from "../../src/runtime/ring/topic-writer.ts";
import { allocateTelemetry } from "../../src/runtime/telemetry/telemetry-layout.ts";
import { TelemetryWriter } from "../../src/runtime/telemetry/telemetry-writer.ts";
import type { RoundStart } from "./ring-round.ts";
import { type RingWork, ringWorkOf } from "./ring-work.ts";

const TYPE = 1;
/** A whole number of batches. */
const CHUNK = 256;

const { shape, lines, topic, warmUp, messages } = workerData as RoundStart;
const total = warmUp + messages;
const telemetry = shape.telemetry ? new TelemetryWriter(allocateTelemetry()) : null;
const sentId = telemetry?.counter("sent") ?? 0;

function writeAll(): undefined {
  const writer = new TopicWriter(topic, lines, { owner: 1, incarnation: 1 });
  const work = ringWorkOf(shape.message);
  for (let i = 0; i < total; ) i = writeChunk(writer, work, i);
}

/** A function of its own that is called often, so that it is compiled as an actor's handler is. */
function writeChunk(writer: TopicWriter, work: RingWork, from: number): number {
  const to = Math.min(total, from + CHUNK);
  let i = from;
  while (i < to) {
    const offset = writer.claim(work.bytes, TYPE);
    if (offset === TOPIC_FULL) {
      writer.publish();
      Atomics.pause();
      continue;
    }
    work.write(writer.data, offset, i);
    writer.commit();
    // As a feed counts each message that it sends.
    if (telemetry !== null) telemetry.add(sentId);
    i += 1;
    if (i % shape.batch === 0) writer.publishInTurn();
  }
  // The chunk is a turn: who fell asleep meanwhile is woken.
  writer.publish();
  return i;
}

parentPort?.on("message", () => writeAll());
parentPort?.postMessage("ready");
