/** The growth bench's part of the page: for each sweep a picture and the figures in it. */
import type { RunLoad } from "../kit/aims.ts";
import type { Machine } from "../kit/machine.ts";
import { measuredOn } from "../kit/page-section.ts";
import { quartilesOf } from "../kit/quartiles.ts";
import { type ChartSeries, chartSvg } from "../kit/svg-chart.ts";
import { rowName, type Sweep } from "./sweep.ts";

/** Figures of each round by the name of their row. */
export type Figures = ReadonlyMap<string, readonly number[]>;

/** Folder of the pictures, beside the page. */
export const PICTURES = "performance";

/** Markdown between the markers. */
export function growthSection(
  sweeps: readonly Sweep[],
  figures: Figures,
  run: { readonly machine: Machine; readonly load: RunLoad; readonly doubt: string | null },
): string {
  const parts = sweeps.map((sweep) =>
    [
      `### ${sweep.title}`,
      `![${sweep.title}](${PICTURES}/${sweep.id}.svg)`,
      sweep.says,
      tableOf(sweep, figures),
    ].join("\n\n"),
  );
  const doubt = run.doubt === null ? [] : [`Mind: ${run.doubt}.`];
  return [measuredOn(run.machine, run.load), ...doubt, ...parts].join("\n\n");
}

/** The picture of one sweep, as the text of an SVG file. */
export function pictureOf(sweep: Sweep, figures: Figures): string {
  const series = sweep.lines.map(
    (line): ChartSeries => ({
      name: line.name,
      points: sweep.xTicks.map(({ value }) => {
        const { median, q1, q3 } = quartilesAt(sweep, value, line.name, figures);
        return { x: value, y: median, low: q1, high: q3 };
      }),
    }),
  );
  return chartSvg({ ...sweep, series });
}

function tableOf(sweep: Sweep, figures: Figures): string {
  const head = [sweep.xLabel, ...sweep.lines.map(({ name }) => `${name}, ${sweep.yLabel}`)];
  const lines = sweep.xTicks.map(({ value }) => [
    value.toLocaleString("en-US"),
    ...sweep.lines.map(({ name }) => {
      const { median, q1, q3 } = quartilesAt(sweep, value, name, figures);
      return `${figureText(median)} [${figureText(q1)} to ${figureText(q3)}]`;
    }),
  ]);
  const text = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [text(head), text(head.map(() => "--:")), ...lines.map(text)].join("\n");
}

function quartilesAt(sweep: Sweep, value: number, line: string, figures: Figures) {
  return quartilesOf(figures.get(rowName(sweep, value, line)) ?? []);
}

/** Three digits: more are not the same in the next run. */
function figureText(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en-US");
}
