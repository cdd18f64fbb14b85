/** The other thread of the line trip: it counts to whatever the first has counted to. */
import { parentPort, workerData } from "node:worker_threads";
import { TRIP_WORDS } from "./line-trip.ts";

const words = new Int32Array(workerData as SharedArrayBuffer);

function echo(): undefined {
  let count = 0;
  while (Atomics.load(words, TRIP_WORDS.isOver) === 0) {
    const next = Atomics.load(words, TRIP_WORDS.here);
    if (next === count) continue;
    count = next;
    Atomics.store(words, TRIP_WORDS.there, count);
  }
}

parentPort?.postMessage("ready");
echo();
