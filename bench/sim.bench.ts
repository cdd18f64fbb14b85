/**
 * Question: how many events a second does the simulated runtime run, with its judges and without?
 *
 * An event is a handler that ran. The demo desk under the faults of some seeds, judged and not; four
 * actors that do next to nothing, which is what the runtime itself costs; and beside them a bare heap
 * of closures, which is the least that any engine of events costs. One thread, rounds in turns.
 */
import { join } from "node:path";
import { assert } from "../src/core/assert.ts";
import { drawPlan } from "../src/desk/simulation/fault/fault-plan.ts";
import { runSeed } from "../src/desk/simulation/seed-run.ts";
import { loadForSimulation } from "../src/desk/simulation/world/loaded-desk.ts";
import { type Aim, judgeAims, whyNotJudged } from "./kit/aims.ts";
import { type Measurement, measureRounds } from "./kit/interleaved.ts";
import { readMachine } from "./kit/machine.ts";
import { type BenchOptions, type BenchReport, ratioOf, rowOf } from "./kit/report.ts";
import { finishReport } from "./kit/report-section.ts";
import { measureBareAgenda } from "./sim/bare-agenda.ts";
import { measureLightActors } from "./sim/light-actors.ts";

const ROUNDS = 5;
const SPAN_MS = 20_000;
const AIMS: readonly Aim[] = [
  { name: "eventsPerS", bound: 200_000, direction: "AT_LEAST" },
  { name: "eventsPerSUnjudged", bound: 1_000_000, direction: "AT_LEAST" },
];

const ROW = {
  judged: "demo desk, faults and judges",
  unjudged: "demo desk, faults, no judge",
  light: "four actors that do nothing",
  bare: "bare heap of closures",
} as const;

/** Runs all rounds, prints the report and returns it. */
export async function run(options: BenchOptions): Promise<BenchReport> {
  const { small } = options;
  const machine = readMachine();
  const root = join(import.meta.dir, "..");
  const loaded = await loadForSimulation(join(root, "config/playback"), root);
  assert(loaded.ok, "the demo desk is right");
  const seeds = small ? [1, 2] : Array.from({ length: 20 }, (_, index) => index + 1);
  const desk = (hasJudges: boolean) => async () => {
    let events = 0;
    const began = Bun.nanoseconds();
    for (const seed of seeds) {
      const plan = drawPlan({ seed, spanMs: SPAN_MS, hasExchange: false });
      const result = await runSeed({ loaded: loaded.value, plan, hasJudges, isLogged: false });
      assert(result.violation === null, `seed ${seed} ends well: ${result.violation?.text}`);
      events += result.events;
    }
    return events / ((Bun.nanoseconds() - began) / 1e9);
  };
  const measurements: readonly Measurement[] = [
    { name: ROW.judged, measure: desk(true) },
    { name: ROW.unjudged, measure: desk(false) },
    { name: ROW.light, measure: () => measureLightActors(small ? 1_000 : 20_000) },
    { name: ROW.bare, measure: async () => measureBareAgenda(small ? 1e5 : 5e6) },
  ];
  const rounds = await measureRounds(small ? 1 : ROUNDS, measurements);
  const rows = measurements.map(({ name }) =>
    rowOf(name, "events/s", rounds.figures.get(name) ?? []),
  );
  const medianOf = (name: string) => rows.find((row) => row.name === name)?.median ?? Number.NaN;
  const ratios = {
    /** Not a ratio: of one core of this machine. */
    eventsPerS: medianOf(ROW.judged),
    eventsPerSUnjudged: medianOf(ROW.unjudged),
    unjudgedOverJudged: ratioOf(rows, ROW.unjudged, ROW.judged),
    lightOverDesk: ratioOf(rows, ROW.light, ROW.unjudged),
    bareOverLight: ratioOf(rows, ROW.bare, ROW.light),
  };
  const doubt = whyNotJudged(rounds.load, small);
  return finishReport(
    {
      bench: "sim",
      machine,
      rows,
      ratios,
      load: rounds.load,
      aims: judgeAims(AIMS, ratios, doubt === null),
      warnings: doubt === null || small ? [] : [doubt],
    },
    options,
  );
}
