/** A fresh thread that runs one engine through a plan: some runs to warm up, the others timed. */
import { parentPort, workerData } from "node:worker_threads";
import { peerRun, runOurs } from "./engine-loops.ts";
import { planOrders, type Spread } from "./order-plan.ts";

export type EngineRound = {
  readonly spread: Spread;
  /** Module of the peer; null: ours. */
  readonly peer: string | null;
  /** Of one run, in a book of half as many orders at first. */
  readonly commands: number;
  readonly warmUps: number;
  readonly runs: number;
};

const { spread, peer, commands, warmUps, runs } = workerData as EngineRound;
const SEED = 8;
const plan = planOrders(SEED, spread, Math.ceil(commands / 2), commands);
const run = peer === null ? runOurs : peerRun(peer);
for (let times = 0; times < warmUps; times += 1) await run(plan);
let tookNs = 0;
for (let times = 0; times < runs; times += 1) tookNs += await run(plan);
parentPort?.postMessage((runs * commands * 1e9) / tookNs);
