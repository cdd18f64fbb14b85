/** One of two threads that wake each other in turns and do nothing else: the floor of a round trip. */
import { parentPort, workerData } from "node:worker_threads";
import { monotonicNs } from "../../src/core/clock.ts";
import type { TripResult, TripRound } from "../kit/round-trip.ts";

export type BareTrip = TripRound & {
  readonly way: "waitAsync" | "wait";
  readonly words: SharedArrayBuffer;
  /** The first begins and times. */
  readonly own: 0 | 1;
};

/** The two words lie on lines of their own. */
const WORDS_APART = 32;

const { way, words, own, warmUp, trips } = workerData as BareTrip;
const int32 = new Int32Array(words);
const mine = own * WORDS_APART;
const other = WORDS_APART - mine;
let seen = 0;
let warmAt = 0;
let waits = 0;
let sleeps = 0;

/** The other's turn, unless the first has seen the last trip; at the end the result. */
function turn(): undefined {
  seen += 1;
  if (seen === warmUp) warmAt = monotonicNs();
  const isLast = seen === warmUp + trips;
  if (!isLast || own === 1) wake();
  if (isLast) finish();
}

function finish(): undefined {
  const nsATrip = (monotonicNs() - warmAt) / trips;
  const slept = way === "waitAsync" ? sleeps / waits : 1;
  parentPort?.postMessage({ nsATrip, sum: 0, slept } satisfies TripResult);
}

function wake(): undefined {
  Atomics.add(int32, other, 1);
  Atomics.notify(int32, other);
}

function park(): undefined {
  const wait = Atomics.waitAsync(int32, mine, seen);
  waits += 1;
  if (wait.async) {
    sleeps += 1;
    void wait.value.then(onWake);
    return;
  }
  // The other was quicker. Whoever goes on at once spins, and starves the event loop it waits in.
  setImmediate(onWake);
}

function onWake(): undefined {
  turn();
  park();
}

function block(): undefined {
  while (seen < warmUp + trips) {
    Atomics.wait(int32, mine, seen);
    turn();
  }
}

parentPort?.on("message", () => {
  if (own === 0) wake();
  if (way === "waitAsync") park();
  else block();
});
parentPort?.postMessage("ready");
