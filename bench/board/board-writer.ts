/** The writing thread of a pair: puts until it is told to end, and posts the time of a put. */
import { parentPort, workerData } from "node:worker_threads";
import { monotonicNs } from "../../src/core/clock.ts";
import { BoardWriter } from "../../src/runtime/ring/board-writer.ts";
import type { PairStart } from "./board-round.ts";
import { makeValue, stamp } from "./board-work.ts";
import { OneCopySlot } from "./one-copy.ts";

const CHUNK = 64;

const start = workerData as PairStart;
const stop = new Int32Array(start.stop);
const value = makeValue(start.value);
const put = start.slot === "board" ? putOnBoard() : putOnOneCopy();

let i = 0;
let puts = 0;
let busyNs = 0;
while (Atomics.load(stop, 0) === 0) {
  const startedAt = monotonicNs();
  const count = start.paceNs === 0 ? CHUNK : 1;
  for (let at = 0; at < count; at += 1) {
    i += 1;
    stamp(value, i);
    put();
  }
  busyNs += monotonicNs() - startedAt;
  puts += count;
  while (monotonicNs() - startedAt < start.paceNs);
}
parentPort?.postMessage(busyNs / puts);

function putOnBoard(): () => void {
  const writer = new BoardWriter(start.memory, start.lines, 1);
  const { bytes } = value;
  return () => {
    bytes.copy(writer.bytes, writer.begin(0), 0, bytes.length);
    writer.end(0, bytes.length);
    writer.ring();
  };
}

function putOnOneCopy(): () => void {
  const slot = new OneCopySlot(start.memory);
  const { bytes } = value;
  return () => slot.put(bytes, bytes.length);
}
