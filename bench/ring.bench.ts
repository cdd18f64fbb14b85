/**
 * Question: what does it cost to hand a message from one thread to another?
 *
 * A quote of 82 bytes, nine numbers as valid msgpack, every field written, three read: alone and in
 * batches, to one reader and to two, with and without what the runtime records; and smaller and
 * larger messages. Beside them the same work by `postMessage`, comlink and msgpackr on the same ring.
 * Rounds are interleaved, each variant in fresh threads, and what was read is checked before a
 * figure counts. Compare only on an idle machine, and only where a cache line takes as long from one
 * core to another: a row says how long.
 */
import { type Aim, judgeAims, whyNotJudged } from "./kit/aims.ts";
import { type Measurement, measureRounds, type Rounds, ratiosOf } from "./kit/interleaved.ts";
import { measureLineTrip } from "./kit/line-trip.ts";
import { readMachine } from "./kit/machine.ts";
import { type BenchOptions, type BenchReport, printReport, rowOf } from "./kit/report.ts";
import {
  OTHER_NAMES,
  otherMeasurements,
  readersOn,
  ringMeasurements,
  ringName,
} from "./ring/ring-plan.ts";

const ROUNDS = 7;
const ALONE = ringName("82 B", 1);
const IN_16 = ringName("82 B", 16);

/** A ratio of two rows in the same rounds, and what it is in words. */
type RatioPlan = {
  readonly name: string;
  readonly over: string;
  readonly under: string;
  readonly says: string;
};

const RATIOS: readonly RatioPlan[] = [
  { name: "postMessage", over: OTHER_NAMES.postMessage, under: ALONE, says: "theirs over ours" },
  {
    name: "postMessageBatch16",
    over: OTHER_NAMES.postMessage16,
    under: IN_16,
    says: "theirs over ours, both in 16",
  },
  { name: "comlink", over: OTHER_NAMES.comlink, under: ALONE, says: "theirs over ours" },
  { name: "msgpackr", over: OTHER_NAMES.msgpackr, under: ALONE, says: "theirs over ours" },
];

const AIMS: readonly Aim[] = [
  { name: "postMessage", bound: 40, direction: "AT_LEAST" },
  { name: "postMessageBatch16", bound: 60, direction: "AT_LEAST" },
];

/** Runs all rounds, prints the report and returns it. */
export async function run(options: BenchOptions): Promise<BenchReport> {
  const { small } = options;
  const machine = readMachine();
  const measurements: readonly Measurement[] = [
    { name: "cache line there and back", measure: measureLineTrip },
    ...ringMeasurements(machine.cores, small),
    ...otherMeasurements(small),
  ];
  const rounds = await measureRounds(small ? 1 : ROUNDS, measurements);
  const { rows, ratios } = ratioRows(rounds);
  const doubt = whyNotJudged(rounds.load, small);
  const { spinning, parked } = readersOn(machine.cores, 2);
  const report = {
    bench: "ring",
    machine,
    rows: [
      ...measurements.map(({ name }) => rowOf(name, "ns", rounds.figures.get(name) ?? [])),
      ...rows,
    ],
    ratios,
    load: rounds.load,
    aims: judgeAims(AIMS, ratios, doubt === null),
    warnings: [
      ...(doubt === null || small ? [] : [doubt]),
      ...(parked === 0 ? [] : [`of two readers ${spinning} spins: the other is parked`]),
    ],
  };
  printReport(report, options);
  return report;
}

function ratioRows(rounds: Rounds) {
  const ratios: Record<string, number> = {};
  const rows = RATIOS.map(({ name, over, under, says }) => {
    const row = rowOf(`ratio ${name}: ${says}`, "x", ratiosOf(rounds, over, under));
    ratios[name] = row.median;
    return row;
  });
  return { rows, ratios };
}
