/**
 * Question: what does it cost to record a latency, and to ask for the percentiles?
 *
 * 4,096 latencies from 200 ns to milliseconds in turns, counted by our histogram in shared memory
 * (bucket, sum, maximum, and a look whether the value is in range), by an array alone with the same
 * buckets, plainly and by `Atomics.add`, and by hdr-histogram-js. Percentiles are five of each, ours
 * with count and maximum. Each in a fresh thread, rounds in turns, counts checked.
 */
import type { HistogramRound } from "./histogram/histogram-worker.ts";
import { RECORDERS, type RecorderName } from "./histogram/recorders.ts";
import { type Aim, judgeAims, whyNotJudged } from "./kit/aims.ts";
import { inWorker } from "./kit/in-worker.ts";
import { type Measurement, measureRounds } from "./kit/interleaved.ts";
import { readMachine } from "./kit/machine.ts";
import { type BenchOptions, type BenchReport, ratioOf, rowOf } from "./kit/report.ts";
import { finishReport } from "./kit/report-section.ts";

const ROUNDS = 9;
const WORKER = new URL("./histogram/histogram-worker.ts", import.meta.url);
const OURS = "our histogram" satisfies RecorderName;
const AIMS: readonly Aim[] = [{ name: "recordLatencyNs", bound: 3, direction: "AT_MOST" }];

/** Runs all rounds, prints the report and returns it. */
export async function run(options: BenchOptions): Promise<BenchReport> {
  const { small } = options;
  const machine = readMachine();
  const names = Object.keys(RECORDERS) as RecorderName[];
  const measurements: readonly Measurement[] = names.map((name) => ({
    name,
    measure: () => inWorker<number>(WORKER, { name, small } satisfies HistogramRound),
  }));
  const rounds = await measureRounds(small ? 1 : ROUNDS, measurements);
  const rows = names.map((name) => rowOf(name, "ns", rounds.figures.get(name) ?? []));
  const ratios = {
    /** Not a ratio: nanoseconds, the loop around it included. */
    recordLatencyNs: rows.find(({ name }) => name === OURS)?.median ?? Number.NaN,
    recordOverPlain: ratioOf(rows, OURS, "plain c[i] += 1, one array of int32"),
    hdrOverRecord: ratioOf(rows, "hdr-histogram-js, default", OURS),
    hdrOverSummary: ratioOf(rows, "hdr-histogram-js, the same percentiles", "our summary"),
  };
  const doubt = whyNotJudged(rounds.load, small);
  const report = {
    bench: "histogram",
    machine,
    rows,
    ratios,
    load: rounds.load,
    aims: judgeAims(AIMS, ratios, doubt === null),
    warnings: doubt === null || small ? [] : [doubt],
  };
  return finishReport(report, options);
}
