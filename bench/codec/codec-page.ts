/** The codec bench's part of the page: a line a message, once for writing and once for reading. */

import type { BenchReport } from "../kit/report.ts";
import { sectionHead } from "../kit/report-section.ts";
import { READS, WRITES } from "./codec-loops.ts";

/** How the ways are called above the columns. */
const HEADS: Readonly<Record<string, string>> = {
  object: "plain object",
  copy: "new plain object",
  compiled: "layout",
  compiledThree: "layout, three numbers",
  msgpackr: "msgpackr",
  json: "JSON",
};

/** Markdown between the markers. What was not measured is blank, and has no line when all is. */
export function codecSection(report: BenchReport, messages: readonly string[]): string {
  const medianOf = (name: string) => report.rows.find((row) => row.name === name)?.median ?? "";
  const tableOf = (direction: "write" | "read", ways: readonly string[]): string =>
    [
      `| ${direction}, ns | ${ways.map((way) => HEADS[way] ?? way).join(" | ")} |`,
      `|---|${ways.map(() => "--:|").join("")}`,
      ...messages
        .map((message) => ({
          message,
          cells: ways.map((way) => medianOf(`${message}: ${direction} ${way}`)),
        }))
        .filter(({ cells }) => cells.some((cell) => cell !== ""))
        .map(({ message, cells }) => `| ${message} | ${cells.join(" | ")} |`),
    ].join("\n");
  const ratios = [
    "| ratio | median over the messages | worst |",
    "|---|--:|--:|",
    ...Object.keys(report.ratios)
      .filter((name) => `${name}Worst` in report.ratios)
      .map((name) => `| \`${name}\` | ${report.ratios[name]} | ${report.ratios[`${name}Worst`]} |`),
  ];
  return [
    ...sectionHead(report),
    tableOf("write", WRITES),
    tableOf("read", READS),
    ratios.join("\n"),
  ].join("\n\n");
}
