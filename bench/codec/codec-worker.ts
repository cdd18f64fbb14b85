/** A fresh thread that times one variant of one message: no other code has shaped what it runs. */
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../../src/core/assert.ts";
import { timeLoop } from "../kit/time-loop.ts";
import { BODIES, loopOf, type Variant } from "./codec-loops.ts";
import { HOT_MESSAGES } from "./hot-messages.ts";
import { specialLoop } from "./special-loops.ts";

export type CodecRound = {
  readonly message: string;
  readonly variant: Variant;
  readonly small: boolean;
};

const { message, variant, small } = workerData as CodecRound;
const type = HOT_MESSAGES.get(message);
const loop = type === undefined ? specialLoop(message, variant) : loopOf(variant, type);
assert(loop !== undefined, `there is a hot message ${message}`);
const { run, isRight } = loop;
const count = BODIES * 16;
const figure = timeLoop(() => run(count), { small, perCall: count });
assert(isRight(count, run(count)), `${variant} of ${message} does its work`);
parentPort?.postMessage(figure);
