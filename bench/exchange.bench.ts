/**
 * Question: how many orders a second does the simulated exchange take?
 *
 * Through the engine alone: 60 % cancels, 35 % orders that rest, 5 % that cross, on one core, made before
 * anything is timed, in a book of 10,000 orders at first; the same commands through a matching engine from
 * npm. In the end both have the same levels, or the bench fails. Each figure in a fresh thread, rounds in
 * turns.
 */
import { enginePart } from "./exchange/engine-part.ts";
import { type Aim, judgeAims, whyNotJudged } from "./kit/aims.ts";
import { measureRounds } from "./kit/interleaved.ts";
import { readMachine } from "./kit/machine.ts";
import { type BenchOptions, type BenchReport, rowOf } from "./kit/report.ts";
import { finishReport } from "./kit/report-section.ts";

const ROUNDS = 5;
const AIMS: readonly Aim[] = [
  { name: "engineCommandsPerS", bound: 1_000_000, direction: "AT_LEAST" },
];

/** Runs all rounds, prints the report and returns it. */
export async function run(options: BenchOptions): Promise<BenchReport> {
  const { small } = options;
  const machine = readMachine();
  const parts = [enginePart(small)];
  const measurements = parts.flatMap((part) => part.measurements);
  const rounds = await measureRounds(small ? 1 : ROUNDS, measurements);
  const ratios = Object.assign({}, ...parts.map((part) => part.ratios(rounds)));
  const doubt = whyNotJudged(rounds.load, small);
  const rows = parts.flatMap(({ names, unit }) =>
    names.map((name) => rowOf(name, unit, rounds.figures.get(name) ?? [])),
  );
  const report = { bench: "exchange", machine, rows, ratios, load: rounds.load };
  const aims = judgeAims(AIMS, ratios, doubt === null);
  const warnings = doubt === null || small ? [] : [doubt];
  const failures = parts.flatMap((part) => part.failures);
  return finishReport({ ...report, aims, warnings, failures }, options);
}
