/**
 * Question: how many orders a second does the simulated exchange take?
 *
 * Through the engine alone: 60 % cancels, 35 % orders that rest, 5 % that cross, on one core, made before
 * anything is timed, in a book of 10,000 orders at first; the same commands through a matching engine from
 * npm. In the end both have the same levels, or the bench fails. Each figure in a fresh thread, rounds in
 * turns.
 *
 * Through REST and through the WebSocket API: an order that rests and its cancel, in turns, each signed
 * and its signature verified, to an exchange that is a process of its own, keeps its log of commands, and
 * has no limits; the client is this process. At last, on a fresh exchange, 5,000 orders a second that are
 * placed and as many that are cancelled for 60 s, each at its own time whatever became of those before
 * it: the p99 is from when a command was due, private events must come in order and without a gap, and
 * memory may grow by 64 MiB at most in the second half.
 */
import { enginePart, type Part } from "./exchange/engine-part.ts";
import { type WirePart, wirePart } from "./exchange/wire-part.ts";
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
  const wire = await wirePart(small);
  try {
    return await runParts([enginePart(small), wire], wire, options);
  } finally {
    await wire.close();
  }
}

async function runParts(
  parts: readonly Part[],
  wire: WirePart,
  options: BenchOptions,
): Promise<BenchReport> {
  const { small } = options;
  const machine = readMachine();
  const measurements = parts.flatMap((part) => part.measurements);
  const rounds = await measureRounds(small ? 1 : ROUNDS, measurements);
  const ratios = Object.assign({}, ...parts.map((part) => part.ratios(rounds)));
  const doubt = whyNotJudged(rounds.load, small);
  const measured = parts.flatMap(({ names, unit }) =>
    names.map((name) => rowOf(name, unit, rounds.figures.get(name) ?? [])),
  );
  const rows = [...measured, ...(await wire.hold())];
  const report = { bench: "exchange", machine, rows, ratios, load: rounds.load };
  const aims = judgeAims(AIMS, ratios, doubt === null);
  const warnings = doubt === null || small ? [] : [doubt];
  const failures = parts.flatMap((part) => part.failures);
  return finishReport({ ...report, aims, warnings, failures }, options);
}
