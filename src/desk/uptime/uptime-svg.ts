/**
 * The days of an uptime report as a picture: a row a day, 24 hours wide, in UTC. A column is 90 seconds
 * and has the colour of the worst second in it, so that an outage of one second can be seen: the picture
 * errs towards bad. It carries its own colours for light and for dark pages.
 */
import { SECOND_KINDS, type SecondKind } from "./beat-spans.ts";
import type { SecondLine } from "./second-line.ts";
import { momentText, percent } from "./uptime-text.ts";

export const COLUMNS = 960;
const DAY_S = 86_400;
export const COLUMN_S = DAY_S / COLUMNS;

const LEFT = 96;
const RIGHT = 84;
const TOP = 62;
const ROW = 16;
const BAR = 12;
const BOTTOM = 18;
const WIDTH = LEFT + COLUMNS + RIGHT;

/** What a column shows when it has several kinds of seconds: the last one in this order. */
const SHOWN: readonly SecondKind[] = ["READY", "PLANNED", "WARN", "NOT_READY", "DARK"];

const LEGEND: Readonly<Record<SecondKind, string>> = {
  READY: "ready",
  WARN: "ready, with a warning",
  NOT_READY: "not ready",
  DARK: "dark: nobody said anything",
  PLANNED: "planned",
};

const STYLE = `
text { font: 11px ui-monospace, Menlo, Consolas, monospace; fill: #24292f; }
.title { font-size: 13px; font-weight: 600; }
.page { fill: #ffffff; } .grid { stroke: #d0d7de; } .none { fill: #f0f2f4; }
.READY { fill: #2da44e; } .WARN { fill: #e3b341; } .NOT_READY { fill: #cf222e; }
.DARK { fill: #24292f; } .PLANNED { fill: #a5c7f0; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .page { fill: #0d1117; } .grid { stroke: #30363d; } .none { fill: #161b22; }
  .READY { fill: #2ea043; } .WARN { fill: #d29922; } .NOT_READY { fill: #f85149; }
  .DARK { fill: #f0f6fc; } .PLANNED { fill: #31598c; }
}`;

export type Picture = {
  readonly line: SecondLine;
  /** Of the time that was not planned to be down; NaN when there is none. */
  readonly availability: number;
};

/** Returns a whole SVG document. */
export function uptimeSvg({ line, availability }: Picture): string {
  const { from, to } = line.window;
  const firstDay = Math.floor(from / DAY_S);
  const days = Math.max(1, Math.ceil(to / DAY_S) - firstDay);
  const height = TOP + days * ROW + BOTTOM;
  const rows = Array.from({ length: days }, (_, index) => rowOf(line, firstDay + index, index));
  const title = `Uptime ${percent(availability)}, ${momentText(from)} to ${momentText(to)}, to 1 s`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="page" width="${WIDTH}" height="${height}"/>`,
    `<text class="title" x="12" y="20">${title}</text>`,
    ...legend(),
    ...hours(days),
    ...rows,
    "</svg>",
    "",
  ].join("\n");
}

function legend(): readonly string[] {
  let x = 12;
  return SECOND_KINDS.map((kind) => {
    const at = x;
    x += 26 + 7 * LEGEND[kind].length;
    return `<rect class="${kind}" x="${at}" y="30" width="10" height="10"/><text x="${at + 14}" y="39">${LEGEND[kind]}</text>`;
  });
}

function hours(days: number): readonly string[] {
  const bottom = TOP + days * ROW;
  return [0, 6, 12, 18, 24].map((hour) => {
    const x = LEFT + (hour * COLUMNS) / 24;
    const label = `${`${hour}`.padStart(2, "0")}:00`;
    return `<line class="grid" x1="${x}" y1="${TOP - 4}" x2="${x}" y2="${bottom}"/><text x="${x}" y="${TOP - 8}" text-anchor="middle">${label}</text>`;
  });
}

/** One day: its date, its columns, and how available it was. */
function rowOf(line: SecondLine, day: number, index: number): string {
  const y = TOP + index * ROW;
  const { columns, ready, valid } = columnsOf(line, day);
  const date = momentText(day * DAY_S).slice(0, 10);
  const text = y + BAR - 2;
  return [
    `<g><text x="12" y="${text}">${date}</text>`,
    `<rect class="none" x="${LEFT}" y="${y}" width="${COLUMNS}" height="${BAR}"/>`,
    ...runsOf(columns).map(
      ({ kind, at, count }) =>
        `<rect class="${kind}" x="${LEFT + at}" y="${y}" width="${count}" height="${BAR}"/>`,
    ),
    `<text x="${LEFT + COLUMNS + 8}" y="${text}">${percent(ready / valid)}</text></g>`,
  ].join("");
}

type Columns = {
  /** Worst kind in each; null outside of the window. */
  readonly columns: readonly (SecondKind | null)[];
  readonly ready: number;
  readonly valid: number;
};

function columnsOf(line: SecondLine, day: number): Columns {
  const { from, to } = line.window;
  const columns: (SecondKind | null)[] = new Array(COLUMNS).fill(null);
  let ready = 0;
  let valid = 0;
  const start = day * DAY_S;
  for (let second = Math.max(from, start); second < Math.min(to, start + DAY_S); second += 1) {
    const kind = line.kindAt(second);
    const column = Math.floor((second - start) / COLUMN_S);
    columns[column] = worse(columns[column] ?? null, kind);
    if (kind === "READY" || kind === "WARN") ready += 1;
    if (kind !== "PLANNED") valid += 1;
  }
  return { columns, ready, valid };
}

function worse(one: SecondKind | null, other: SecondKind): SecondKind {
  if (one === null) return other;
  return SHOWN.indexOf(one) > SHOWN.indexOf(other) ? one : other;
}

type ColumnRun = { readonly kind: SecondKind; readonly at: number; count: number };

function runsOf(columns: Columns["columns"]): readonly ColumnRun[] {
  const runs: ColumnRun[] = [];
  for (const [at, kind] of columns.entries()) {
    const last = runs.at(-1);
    if (kind === null) continue;
    if (last?.kind === kind && last.at + last.count === at) last.count += 1;
    else runs.push({ kind, at, count: 1 });
  }
  return runs;
}
