/** The ring bench's part of the page of all figures: its aims, then every row. */
import type { JudgedAim } from "../kit/aims.ts";
import { measuredOn } from "../kit/page-section.ts";
import type { BenchReport, BenchRow } from "../kit/report.ts";

/** Markdown between the markers; only for a run that looked at the other load. */
export function ringSection({
  machine,
  load,
  aims = [],
  rows,
  warnings = [],
}: BenchReport): string {
  const head = load === undefined ? [] : [measuredOn(machine, load)];
  return [
    ...head,
    ...warnings.map((warning) => `Mind: ${warning}.`),
    ["| aim | ratio | bound | |", "|---|--:|--:|---|", ...aims.map(aimLine)].join("\n"),
    ["| row | median | quartiles |", "|---|--:|--:|", ...rows.map(rowLine)].join("\n"),
  ].join("\n\n");
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
