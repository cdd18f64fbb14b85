/** A fresh thread that times one way to count latencies. */
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../../src/core/assert.ts";
import { timeLoop } from "../kit/time-loop.ts";
import { ASKERS, RECORDERS, type RecorderName, VALUES } from "./recorders.ts";

export type HistogramRound = { readonly name: RecorderName; readonly small: boolean };

const { name, small } = workerData as HistogramRound;
const { call, isRight } = RECORDERS[name]();
let calls = 0;
const counted = () => {
  calls += 1;
  return call();
};
const figure = timeLoop(counted, { small, perCall: ASKERS.includes(name) ? 1 : VALUES });
assert(isRight(calls), `"${name}" counts every value`);
parentPort?.postMessage(figure);
