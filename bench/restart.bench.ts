/**
 * Question: how long is an actor away when it is restarted?
 *
 * From the end of a life to the next one ready: thread killed, memory recovered, decision taken,
 * thread started, pinned code loaded, snapshot read. Once after a kill and once when it was asked
 * for, where the old life also stops in order and keeps its state. Beside it, in turns with it, the
 * start of a bare worker that does nothing but say that it is there.
 */
import { type Aim, judgeAims, whyNotJudged } from "./kit/aims.ts";
import { type Measurement, measureRounds, ratiosOf } from "./kit/interleaved.ts";
import { readMachine } from "./kit/machine.ts";
import { quantileOf } from "./kit/quartiles.ts";
import { type BenchOptions, type BenchReport, printReport, rowOf } from "./kit/report.ts";
import { SharedRun } from "./kit/shared-run.ts";
import { bareWorkerNs } from "./restart/bare-worker.ts";
import { RestartDesk } from "./restart/restart-desk.ts";

const ROUNDS = 7;
const RESTARTS_A_ROUND = 100;
const RESTARTS_SMALL = 5;

const BARE = "start of a bare worker";
const KILLED = "killed, and ready again";
const ASKED = "asked to restart, and ready again";

const RATIOS = [
  { name: "killedP50", over: `${KILLED}, p50`, under: `${BARE}, p50` },
  { name: "killedP99", over: `${KILLED}, p99`, under: `${BARE}, p99` },
  { name: "askedP50", over: `${ASKED}, p50`, under: `${BARE}, p50` },
] as const;
const P99_MS = { name: "killedP99Ms", bound: 100, direction: "AT_MOST" } as const satisfies Aim;

/** Runs all rounds, prints the report and returns it. */
export async function run(options: BenchOptions): Promise<BenchReport> {
  const { small } = options;
  const machine = readMachine();
  const desk = await RestartDesk.start();
  const restarts = small ? RESTARTS_SMALL : RESTARTS_A_ROUND;
  const measurements = [
    ...quantilesOf(BARE, restarts, bareWorkerNs),
    ...quantilesOf(KILLED, restarts, () => desk.restartNs("KILLED")),
    ...quantilesOf(ASKED, restarts, () => desk.restartNs("ASKED")),
  ];
  const rounds = await measureRounds(small ? 1 : ROUNDS, measurements);
  await desk.close();
  const rows = measurements.map(({ name }) => rowOf(name, "ns", rounds.figures.get(name) ?? []));
  const ratios: Record<string, number> = {};
  for (const { name, over, under } of RATIOS) {
    const row = rowOf(`ratio ${name}: ours over a bare worker`, "x", ratiosOf(rounds, over, under));
    rows.push(row);
    ratios[name] = row.median;
  }
  const p99 = rows.find(({ name }) => name === `${KILLED}, p99`)?.median ?? Number.NaN;
  const doubt = whyNotJudged(rounds.load, small);
  const report = {
    bench: "restart",
    machine,
    rows,
    ratios,
    load: rounds.load,
    aims: judgeAims([P99_MS], { [P99_MS.name]: p99 / 1e6 }, doubt === null),
    warnings: doubt === null || small ? [] : [doubt],
  };
  printReport(report, options);
  return report;
}

/** Both from the same restarts. */
function quantilesOf(
  name: string,
  count: number,
  measure: () => Promise<number>,
): readonly Measurement[] {
  const shared = new SharedRun<"p50" | "p99">(async () => {
    const times: number[] = [];
    for (let index = 0; index < count; index += 1) times.push(await measure());
    return { p50: quantileOf(times, 0.5), p99: quantileOf(times, 0.99) };
  });
  return (["p50", "p99"] as const).map((part) => ({
    name: `${name}, ${part}`,
    measure: () => shared.take(part),
  }));
}
