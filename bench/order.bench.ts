/**
 * Question: how long does an order take from its intent to the socket, and how much of it is the gate?
 *
 * Three parts, in turns. The gate: each call alone, 200 orders out, p50 and p99; with and without the
 * record of what it looked at. The frame: what the gateway calculates for one order, by each way to
 * sign, and the socket's own time to take it. The whole way: a desk on real threads, from the commit of
 * an intent through risk and the journal to the moment at which the gateway writes the order; once
 * waiting for the journal's sync and once not. It is taken with the gateway that trades live, on a socket to
 * an exchange of the same desk, and with the one that fills on paper, which shows what is the gateway's own.
 * Beside it a bare chain of as many parked threads, which wake each other and do nothing else.
 *
 * Bias: the moment is read right before the frame is made: the frame and the socket stand in rows of
 * their own and are to be added. The exchange takes its turns on the same cores.
 */
import { rmSync } from "node:fs";
import { monotonicNs } from "../src/core/clock.ts";
import { type Aim, judgeAims, loadOf, type RunLoad, whyNotJudged } from "./kit/aims.ts";
import { measureChain } from "./kit/bare-chain.ts";
import { type HopRun, measureDesk } from "./kit/desk-hops.ts";
import { readMachine } from "./kit/machine.ts";
import { otherCores, readLoad } from "./kit/other-load.ts";
import { quantileOf } from "./kit/quartiles.ts";
import { type BenchOptions, type BenchReport, ratioOf, rowOf } from "./kit/report.ts";
import { finishReport } from "./kit/report-section.ts";
import { makeExchangeFolder } from "./order/exchange-folder.ts";
import { timeFrames, timeWrites } from "./order/frame-calls.ts";
import { makeGateCalls, timeGateCalls } from "./order/gate-calls.ts";

const ROUNDS = 5;
/** From a strategy to risk, and from risk to the gateway. */
const HOPS = 2;
/** Between two wakes of the chain: the pace of the desk's quotes. */
const PAUSE_MS = 10;
/** A busy machine takes longer, and is not judged anyway. */
const SECONDS_MAX = 150;
/** Not ratios: microseconds of the gate with its record, on this machine. */
const AIMS: readonly Aim[] = [
  { name: "gateP50Us", bound: 5, direction: "AT_MOST" },
  { name: "gateP99Us", bound: 20, direction: "AT_MOST" },
];

type Figures = Map<string, number[]>;

/** Runs all rounds, prints the report and returns it. */
export async function run(options: BenchOptions): Promise<BenchReport> {
  const { small } = options;
  const machine = readMachine();
  const { figures, load } = await measure(small);
  const rows = [...figures].map(([name, values]) => rowOf(name, "ns", values));
  const microsOf = (name: string) =>
    Number((quantileOf(figures.get(name) ?? [], 0.5) / 1_000).toPrecision(4));
  const ratios = {
    gateP50Us: microsOf("gate with its record p50"),
    gateP99Us: microsOf("gate with its record p99"),
    wayP50: ratioOf(rows, "intent to write p50", "bare hops p50"),
    wayP99: ratioOf(rows, "intent to write p99", "bare hops p99"),
    wayWithSyncP50: ratioOf(rows, "intent to write, synced p50", "bare hops p50"),
    wayWithSyncP99: ratioOf(rows, "intent to write, synced p99", "bare hops p99"),
    paperP50: ratioOf(rows, "intent to paper p50", "bare hops p50"),
    paperWithSyncP50: ratioOf(rows, "intent to paper, synced p50", "bare hops p50"),
    syncP50: ratioOf(rows, "intent to write, synced p50", "intent to write p50"),
  };
  const doubt = whyNotJudged(load, small);
  const aims = judgeAims(AIMS, ratios, doubt === null);
  const warnings = doubt === null || small ? [] : [doubt];
  return finishReport({ bench: "order", machine, rows, ratios, load, aims, warnings }, options);
}

async function measure(small: boolean): Promise<{ figures: Figures; load: RunLoad }> {
  const figures: Figures = new Map();
  const loads: number[] = [];
  const calls = makeGateCalls(small ? 2_000 : 50_000, 1);
  const begunAt = monotonicNs();
  for (let round = 0; round < (small ? 1 : ROUNDS); round += 1) {
    if (round > 0 && !(monotonicNs() - begunAt < SECONDS_MAX * 1e9)) break;
    const before = readLoad();
    measureCalls(figures, calls, small);
    keep(figures, "socket takes a frame", await timeWrites(small ? 200 : 3_000));
    await measureWays(figures, round, small);
    loads.push(otherCores(before, readLoad()));
  }
  return { figures, load: loadOf(loads) };
}

/** What one thread does, hot: a first pass is not counted. */
function measureCalls(
  figures: Figures,
  calls: ReturnType<typeof makeGateCalls>,
  small: boolean,
): undefined {
  timeGateCalls(calls);
  const { review, withRecord, nothing } = timeGateCalls(calls);
  keep(figures, "clock read twice", nothing);
  keep(figures, "gate", review);
  keep(figures, "gate with its record", withRecord);
  for (const key of ["SESSION", "HMAC", "ED25519"] as const) {
    const count = small ? 500 : 10_000;
    timeFrames(count, key);
    keep(figures, `frame, ${key.toLowerCase()}`, timeFrames(count, key));
  }
}

async function measureWays(figures: Figures, round: number, small: boolean): Promise<undefined> {
  const config = makeExchangeFolder();
  const seed = round + 1;
  const desk = async (name: string, given: Omit<HopRun, "seed">) => {
    const { fromIntent } = await measureDesk({ seed, ...given });
    keep(figures, name, fromIntent);
  };
  // Before its first order that gateway looks twice at all that is at its venue.
  const live = { seconds: small ? 6 : 12, config };
  const paper = { seconds: small ? 2 : 5 };
  const wakes = small ? 100 : 300;
  const ways = [
    () => desk("intent to write", { ...live, durability: "none" }),
    () => desk("intent to write, synced", { ...live, durability: "sync" }),
    () => desk("intent to paper", { ...paper, durability: "none" }),
    () => desk("intent to paper, synced", { ...paper, durability: "sync" }),
    async () => keep(figures, "bare hops", await measureChain(HOPS, wakes, PAUSE_MS)),
  ];
  for (const way of round % 2 === 0 ? ways : ways.toReversed()) await way();
  rmSync(config, { recursive: true, force: true });
}

function keep(figures: Figures, name: string, values: ArrayLike<number>): undefined {
  for (const [suffix, fraction] of [
    ["p50", 0.5],
    ["p99", 0.99],
  ] as const) {
    const key = `${name} ${suffix}`;
    figures.set(key, [...(figures.get(key) ?? []), quantileOf(Array.from(values), fraction)]);
  }
}
