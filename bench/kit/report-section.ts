/** A bench's part of the page of all figures: its aims, then every row. */
import { type JudgedAim, whyNotJudged } from "./aims.ts";
import { measuredOn, PERFORMANCE_PAGE, writeSection } from "./page-section.ts";
import { type BenchOptions, type BenchReport, type BenchRow, printReport } from "./report.ts";

/** Markdown between the markers. */
export function reportSection(report: BenchReport): string {
  const { rows } = report;
  const table = ["| row | median | quartiles |", "|---|--:|--:|", ...rows.map(rowLine)];
  return [...sectionHead(report), table.join("\n")].join("\n\n");
}

/** What it was measured on, what to mind, and the aims. */
export function sectionHead({ machine, load, aims = [], warnings = [] }: BenchReport): string[] {
  const { cpu, cores, bun } = machine;
  const table = ["| aim | ratio | bound | |", "|---|--:|--:|---|", ...aims.map(aimLine)];
  return [
    load === undefined ? `${cpu}, ${cores} cores, Bun ${bun}.` : measuredOn(machine, load),
    ...warnings.map((warning) => `Mind: ${warning}.`),
    ...(aims.length === 0 ? [] : [table.join("\n")]),
  ];
}

/** Why figures do not go into the page; null when they may. */
export function whyNotWritten({ load }: BenchReport, small: boolean): string | null {
  if (small) return "figures of a small run are not written";
  const doubt = load === undefined ? null : whyNotJudged(load, small);
  return doubt === null ? null : `nothing is written, as ${doubt}`;
}

/** Prints the report, and with `--write` puts `section` into the page, if its figures may go there. */
export function finishReport(
  report: BenchReport,
  options: BenchOptions,
  section: (report: BenchReport) => string = reportSection,
): BenchReport {
  const { small, write = false } = options;
  const refusal = write ? whyNotWritten(report, small) : null;
  if (write && refusal === null) writeSection(PERFORMANCE_PAGE, report.bench, section(report));
  const failures = [...(report.failures ?? []), ...(refusal === null ? [] : [refusal])];
  const finished = { ...report, failures };
  printReport(finished, options);
  return finished;
}

function aimLine({ name, ratio, bound, direction, reached }: JudgedAim): string {
  const sign = direction === "AT_LEAST" ? "at least" : "at most";
  const verdict = reached === null ? "not judged" : reached ? "reached" : "missed";
  return `| \`${name}\` | ${ratio} | ${sign} ${bound} | ${verdict} |`;
}

function rowLine({ name, median, unit, q1, q3, rounds }: BenchRow): string {
  if (rounds === 0) return `| ${name} | missing | |`;
  return `| ${name} | ${median} ${unit} | ${q1} to ${q3} |`;
}
