/** One link of the bare chain: wakes the next one, or tells main when it was woken. */
import { parentPort, workerData } from "node:worker_threads";
import { monotonicNs } from "../../src/core/clock.ts";
import { type LinkStart, WORDS_A_LINE } from "./bare-chain.ts";

const { words, place, isLast } = workerData as LinkStart;
const int32 = new Int32Array(words);
const own = place * WORDS_A_LINE;
const next = (place + 1) * WORDS_A_LINE;
let seen = Atomics.load(int32, own);

function onWake(): undefined {
  const value = Atomics.load(int32, own);
  if (value !== seen) {
    seen = value;
    if (isLast) {
      parentPort?.postMessage(monotonicNs());
    } else {
      Atomics.add(int32, next, 1);
      Atomics.notify(int32, next);
    }
  }
  park();
}

function park(): undefined {
  const wait = Atomics.waitAsync(int32, own, seen);
  if (wait.async) void wait.value.then(onWake);
  else queueMicrotask(onWake);
}

park();
// The port keeps the thread alive while its only waiter is a word.
parentPort?.on("message", () => {});
parentPort?.postMessage("ready");
