/**
 * Question: how does the cost of a message grow with its size, its readers and the actors on its way?
 *
 * One thing grows at a time: size from 16 bytes to 4 KiB and readers from 1 to 8, in fresh threads
 * over one topic; then actors of the real runtime from 2 to 32, parked in a ring, through which one
 * message goes. Rounds are interleaved, and what was read is checked before a figure counts. With
 * `--write` the figures and their pictures go into `docs/performance.md`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { growthSection, PICTURES, pictureOf } from "./growth/growth-page.ts";
import { measurementsOf, sweepsOf } from "./growth/sweep.ts";
import { whyNotJudged } from "./kit/aims.ts";
import { measureRounds } from "./kit/interleaved.ts";
import { readMachine } from "./kit/machine.ts";
import { PERFORMANCE_PAGE } from "./kit/page-section.ts";
import { type BenchOptions, type BenchReport, rowOf } from "./kit/report.ts";
import { finishReport } from "./kit/report-section.ts";

const ROUNDS = 5;

/** Runs all rounds, prints the report and returns it. */
export async function run(options: BenchOptions): Promise<BenchReport> {
  const { small } = options;
  const machine = readMachine();
  const sweeps = sweepsOf(machine.cores, small);
  const measurements = measurementsOf(sweeps);
  const { figures, load } = await measureRounds(small ? 1 : ROUNDS, measurements);
  const doubt = whyNotJudged(load, small);
  const report = {
    bench: "growth",
    machine,
    rows: measurements.map(({ name }) => rowOf(name, "ns", figures.get(name) ?? [])),
    ratios: {},
    load,
    warnings: doubt === null || small ? [] : [doubt],
  };
  return finishReport(report, options, () => {
    const folder = join(dirname(PERFORMANCE_PAGE), PICTURES);
    mkdirSync(folder, { recursive: true });
    for (const sweep of sweeps) {
      writeFileSync(join(folder, `${sweep.id}.svg`), pictureOf(sweep, figures));
    }
    return growthSection(sweeps, figures, { machine, load, doubt });
  });
}
