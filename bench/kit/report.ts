/** What a bench found, as a table for people and as one document for programs. */
import type { Machine } from "./machine.ts";
import { quartilesOf } from "./quartiles.ts";

export type BenchOptions = {
  readonly json: boolean;
  /** Fewer messages and shorter rounds: shows that it runs, not how fast. */
  readonly small: boolean;
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
export function printReport(report: BenchReport, { json, small }: BenchOptions): undefined {
  const warnings = small ? ["a small run shows that the bench runs, not how fast"] : [];
  const text = json
    ? JSON.stringify({ schema: "outcry.bench/1", ok: true, data: report, warnings, next: [] })
    : tableOf(report);
  process.stdout.write(`${text}\n`);
}

function tableOf({ bench, machine, rows, ratios }: BenchReport): string {
  const { cpu, cores, load, bun } = machine;
  const width = Math.max(...rows.map(({ name }) => name.length));
  return [
    `${bench}: ${cpu}, ${cores} cores, load ${load}, Bun ${bun}`,
    ...rows.map(
      ({ name, unit, median, q1, q3, rounds }) =>
        `  ${name.padEnd(width)}  ${String(median).padStart(12)} ${unit}  [${q1} to ${q3}]  ${rounds} rounds`,
    ),
    ...Object.entries(ratios)
      .filter(([name]) => rows.every((row) => row.name !== `ratio ${name}`))
      .map(([name, value]) => `  ratio ${name}: ${value}`),
  ].join("\n");
}

function short(value: number): number {
  return Number(value.toPrecision(4));
}
