/**
 * The reading thread of a pair, at full speed for a while. It is timed first; then retries are
 * counted, by the looks at the version that the real reader makes: each one takes a little longer
 * then, so retries err upwards.
 */
import { parentPort, workerData } from "node:worker_threads";
import { monotonicNs } from "../../src/core/clock.ts";
import { BoardReader } from "../../src/runtime/ring/board-reader.ts";
import type { PairStart, ReaderSaid } from "./board-round.ts";
import { stampOf, VALUE_BYTES } from "./board-work.ts";
import { OneCopySlot } from "./one-copy.ts";

const CHUNK = 64;

const start = workerData as PairStart;
const target = new DataView(new ArrayBuffer(VALUE_BYTES[start.value]));
const oneCopy = start.slot === "board" ? null : new OneCopySlot(start.memory);
const board = start.slot === "board" ? new BoardReader(start.memory) : null;
const read = oneCopy === null ? () => board?.read(0, target) ?? -1 : () => oneCopy.read(target);

let newest = 0;
let torn = 0;

function readChunk(): undefined {
  for (let at = 0; at < CHUNK; at += 1) {
    const bytes = read();
    if (bytes <= 0) continue;
    const put = stampOf(target, bytes);
    if (put < newest) torn += 1;
    newest = put;
  }
}

function readFor(ms: number): { readonly reads: number; readonly ns: number } {
  const startedAt = monotonicNs();
  let reads = 0;
  let nowNs = startedAt;
  while (nowNs - startedAt < ms * 1e6) {
    readChunk();
    reads += CHUNK;
    nowNs = monotonicNs();
  }
  return { reads, ns: nowNs - startedAt };
}

// Until there is a value, and all of it is compiled.
while (read() <= 0);
readFor(start.runMs);
const gaveUpBefore = oneCopy?.gaveUp ?? 0;
const timed = readFor(start.runMs);
const gaveUp = (oneCopy?.gaveUp ?? 0) - gaveUpBefore;
parentPort?.postMessage({
  readNs: timed.ns / timed.reads,
  retries: countRetries(),
  gaveUp: (1_000 * gaveUp) / timed.reads,
  torn,
} satisfies ReaderSaid);

function countRetries(): number {
  if (oneCopy !== null) {
    const before = oneCopy.retries;
    const { reads } = readFor(start.runMs);
    return (oneCopy.retries - before) / reads;
  }
  let looks = 0;
  const add = Atomics.add;
  Atomics.add = ((...given: Parameters<typeof add>) => {
    looks += 1;
    return add(...given);
  }) as typeof add;
  const { reads } = readFor(start.runMs);
  Atomics.add = add;
  return looks / reads - 1;
}
