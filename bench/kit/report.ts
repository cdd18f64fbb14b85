/** What a bench found, as a table for people and as one document for programs. */
import { aimText, type JudgedAim, type RunLoad } from "./aims.ts";
import type { Machine } from "./machine.ts";
import { quartilesOf } from "./quartiles.ts";

export type BenchOptions = {
  readonly json: boolean;
  /** Fewer messages and shorter rounds: shows that it runs, not how fast. */
  readonly small: boolean;
  /** Puts what was found into the pages that show it, where the bench has such a page. */
  readonly write?: boolean;
};

export type BenchRow = {
  readonly name: string;
  readonly unit: string;
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
  readonly rounds: number;
};

export type BenchReport = {
  readonly bench: string;
  readonly machine: Machine;
  readonly rows: readonly BenchRow[];
  /** How many times one row is another, in the same run; a row `ratio <name>` has its quartiles. */
  readonly ratios: Readonly<Record<string, number>>;
  /** What else the machine did, where the bench looks. */
  readonly load?: RunLoad;
  readonly aims?: readonly JudgedAim[];
  /** Why the figures are to be read with care. */
  readonly warnings?: readonly string[];
  /** What the bench could not do. With one of them the verb fails, after it has printed all. */
  readonly failures?: readonly string[];
};

/** One row from what its rounds measured. */
export function rowOf(name: string, unit: string, measured: readonly number[]): BenchRow {
  const { q1, median, q3 } = quartilesOf(measured);
  return {
    name,
    unit,
    median: short(median),
    q1: short(q1),
    q3: short(q3),
    rounds: measured.length,
  };
}

/** Median of `over` divided by that of `under`; NaN when one of them is not there. */
export function ratioOf(rows: readonly BenchRow[], over: string, under: string): number {
  const medianOf = (name: string) => rows.find((row) => row.name === name)?.median ?? Number.NaN;
  return short(medianOf(over) / medianOf(under));
}

/** Prints the report on stdout: a document with `json`, else a table. */
export function printReport(report: BenchReport, options: BenchOptions): undefined {
  process.stdout.write(`${reportText(report, options)}\n`);
}

/** What {@link printReport} prints. */
export function reportText(report: BenchReport, { json, small }: BenchOptions): string {
  const warnings = [...(small ? [SMALL_WARNING] : []), ...(report.warnings ?? [])];
  return json ? JSON.stringify(documentOf(report, warnings)) : tableOf(report, warnings);
}

const SMALL_WARNING = "a small run shows that the bench runs, not how fast";

/** As every verb's document: `ok` is false, with what failed, when a part could not be done. */
function documentOf(report: BenchReport, warnings: readonly string[]) {
  const { failures = [], warnings: _, ...data } = report;
  const error = { code: "E_CHECK_FAILED", exit: 6, message: failures.join("; "), help: "" };
  return {
    schema: "outcry.bench/1",
    ok: failures.length === 0,
    ...(failures.length === 0 ? {} : { error }),
    data,
    warnings,
    next: [],
  };
}

function tableOf(report: BenchReport, warnings: readonly string[]): string {
  const { bench, machine, rows, ratios, load, aims = [], failures = [] } = report;
  const { cpu, cores, load: average, bun } = machine;
  const width = Math.max(...rows.map(({ name }) => name.length));
  return [
    `${bench}: ${cpu}, ${cores} cores, load ${average}, Bun ${bun}`,
    ...(load === undefined ? [] : [loadText(load)]),
    ...rows.map((row) => `  ${row.name.padEnd(width)}  ${rowText(row)}`),
    ...Object.entries(ratios)
      .filter(([name]) => rows.every((row) => !isRatioRow(row.name, name)))
      .map(([name, value]) => `  ratio ${name}: ${value}`),
    ...aims.map((aim) => `  ${aimText(aim)}`),
    ...warnings.map((warning) => `warning: ${warning}`),
    ...failures.map((failure) => `failed: ${failure}`),
  ].join("\n");
}

function rowText({ median, unit, q1, q3, rounds }: BenchRow): string {
  if (rounds === 0) return "missing".padStart(12);
  return `${String(median).padStart(12)} ${unit}  [${q1} to ${q3}]  ${rounds} rounds`;
}

function isRatioRow(row: string, ratio: string): boolean {
  return row === `ratio ${ratio}` || row.startsWith(`ratio ${ratio}:`);
}

function loadText({ median, max, bound }: RunLoad): string {
  const [low, high] = [median, max].map((cores) => cores.toFixed(2));
  return `  other load in a round: median ${low}, at most ${high} of a core; judged up to ${bound}`;
}

function short(value: number): number {
  return Number(value.toPrecision(4));
}
