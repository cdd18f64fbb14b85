/** A thread that stores plainly in a hot loop, two words in turn, until it is terminated. */
import { workerData } from "node:worker_threads";
import { type Given, REACHED } from "./given.ts";

const { words, pair } = workerData as Given & { readonly pair: SharedArrayBuffer };
const int32 = new Int32Array(pair);
const float64 = new Float64Array(pair);

/** A double first and an int32 behind it, as a record's header and its commit word are. */
function storeInTurn(doubles: Float64Array, ints: Int32Array): undefined {
  for (let count = 1; ; count += 1) {
    doubles[0] = count;
    ints[64] = count | 0;
    doubles[64] = count;
  }
}

Atomics.store(words, REACHED, 1);
storeInTurn(float64, int32);
