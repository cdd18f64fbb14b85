/**
 * A chart of lines with their quartiles, as one SVG without script or font of its own. Its colours
 * follow the reader's scheme, and it paints its own ground, so that it can be read in light and dark.
 */
import { assert } from "../../src/core/assert.ts";
import { placeOn, roundTicks, type Scale } from "./svg-scale.ts";

/** One figure: the median, and the quartiles below and above it. */
export type ChartPoint = {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
};

export type ChartSeries = { readonly name: string; readonly points: readonly ChartPoint[] };

export type Chart = {
  readonly title: string;
  readonly xLabel: string;
  readonly xKind: Scale["kind"];
  /** Values of the horizontal axis that have a line, from the least to the greatest. */
  readonly xTicks: readonly { readonly value: number; readonly text: string }[];
  /** The vertical axis is logarithmic. */
  readonly yLabel: string;
  /** At most {@link SERIES_MAX}: more cannot be told apart. */
  readonly series: readonly ChartSeries[];
};

export const SERIES_MAX = 4;

const WIDTH = 760;
const HEIGHT = 400;
/** The field of the chart; names of lines stand to its right. */
const FIELD = { left: 74, right: 590, top: 56, bottom: 336 } as const;
const NAME_STEP = 18;
const WHISKER = 4;

type Palette = {
  readonly ground: string;
  readonly ink: string;
  readonly grid: string;
  readonly lines: readonly string[];
};

const LIGHT: Palette = {
  ground: "#ffffff",
  ink: "#1f2328",
  grid: "#d8dee4",
  lines: ["#0a58ca", "#bc4c00", "#1a7f37", "#8250df"],
};
const DARK: Palette = {
  ground: "#0d1117",
  ink: "#e6edf3",
  grid: "#30363d",
  lines: ["#79c0ff", "#ffa657", "#7ee787", "#d2a8ff"],
};
const STYLE = [
  "text { font: 13px system-ui, sans-serif; }",
  ".title { font-size: 16px; font-weight: 600; }",
  ".name { font-weight: 600; }",
  ".line { fill: none; stroke-width: 2; }",
  ...coloursOf(LIGHT),
  "@media (prefers-color-scheme: dark) {",
  ...coloursOf(DARK),
  "}",
].join("\n");

/** Colours as they are, not as variables: not every viewer of pictures knows those. */
function coloursOf({ ground, ink, grid, lines }: Palette): readonly string[] {
  return [
    `.ground { fill: ${ground}; }`,
    `text { fill: ${ink}; }`,
    `.grid { stroke: ${grid}; }`,
    ...lines.map((line, at) => `.s${at} { stroke: ${line}; } .f${at} { fill: ${line}; }`),
  ];
}

/** The chart as the text of an SVG file. */
export function chartSvg(chart: Chart): string {
  const { title, series } = chart;
  assert(
    series.length >= 1 && series.length <= SERIES_MAX,
    `a chart has 1 to ${SERIES_MAX} lines: current count is ${series.length}`,
  );
  const axes = axesOf(chart);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">`,
    `<style>\n${STYLE}\n</style>`,
    `<rect class="ground" width="${WIDTH}" height="${HEIGHT}"/>`,
    text({ x: FIELD.left, y: 30, as: "title" }, title),
    ...gridOf(chart, axes),
    ...series.map((one, at) => lineOf(one, at, axes)),
    ...namesOf(series, axes),
    "</svg>",
    "",
  ].join("\n");
}

type Axes = {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly yTicks: readonly number[];
};

function axesOf({ xKind, xTicks, series }: Chart): Axes {
  const values = xTicks.map(({ value }) => value);
  const across: Scale = { kind: xKind, from: Math.min(...values), to: Math.max(...values) };
  const points = series.flatMap((one) => one.points);
  const yTicks = roundTicks(
    Math.min(...points.map(({ low }) => low)),
    Math.max(...points.map(({ high }) => high)),
  );
  const up: Scale = { kind: "LOG", from: yTicks[0] ?? 1, to: yTicks.at(-1) ?? 10 };
  return {
    x: (value) => FIELD.left + placeOn(across, value) * (FIELD.right - FIELD.left),
    y: (value) => FIELD.bottom - placeOn(up, value) * (FIELD.bottom - FIELD.top),
    yTicks,
  };
}

function gridOf({ xTicks, xLabel, yLabel }: Chart, { x, y, yTicks }: Axes): readonly string[] {
  const middle = (FIELD.left + FIELD.right) / 2;
  return [
    ...yTicks.flatMap((value) => [
      `<path class="grid" d="M${FIELD.left} ${tenth(y(value))}H${FIELD.right}"/>`,
      text({ x: FIELD.left - 8, y: y(value) + 4, anchor: "end" }, value.toLocaleString("en-US")),
    ]),
    ...xTicks.flatMap(({ value, text: label }) => [
      `<path class="grid" d="M${tenth(x(value))} ${FIELD.top}V${FIELD.bottom}"/>`,
      text({ x: x(value), y: FIELD.bottom + 20, anchor: "middle" }, label),
    ]),
    text({ x: middle, y: FIELD.bottom + 46, anchor: "middle" }, xLabel),
    text({ x: FIELD.left, y: FIELD.top - 8 }, yLabel),
  ];
}

function lineOf({ points }: ChartSeries, index: number, { x, y }: Axes): string {
  const path = points.map(
    (point, first) => `${first === 0 ? "M" : "L"}${tenth(x(point.x))} ${tenth(y(point.y))}`,
  );
  const marks = points.map((point) => {
    const [across, low, high] = [x(point.x), tenth(y(point.low)), tenth(y(point.high))];
    const [left, right] = [tenth(across - WHISKER), tenth(across + WHISKER)];
    return [
      `<path class="s${index}" d="M${tenth(across)} ${low}V${high}M${left} ${low}H${right}M${left} ${high}H${right}"/>`,
      `<circle class="f${index}" cx="${tenth(across)}" cy="${tenth(y(point.y))}" r="3.5"/>`,
    ].join("");
  });
  return `<path class="line s${index}" d="${path.join("")}"/>${marks.join("")}`;
}

/** Each line's name at its end, moved down where two would touch. */
function namesOf(series: readonly ChartSeries[], { y }: Axes): readonly string[] {
  const ends = series
    .map(({ name, points }, index) => ({ name, index, y: y(points.at(-1)?.y ?? Number.NaN) }))
    .sort((left, right) => left.y - right.y);
  let free = Number.NEGATIVE_INFINITY;
  return ends.map((end) => {
    const place = Math.max(end.y + 4, free);
    free = place + NAME_STEP;
    return text({ x: FIELD.right + 14, y: place, as: `name f${end.index}` }, end.name);
  });
}

type TextPlace = {
  readonly x: number;
  readonly y: number;
  readonly anchor?: "middle" | "end";
  /** Its class. */
  readonly as?: string;
};

function text({ x, y, anchor, as }: TextPlace, content: string): string {
  const anchored = anchor === undefined ? "" : ` text-anchor="${anchor}"`;
  const named = as === undefined ? "" : ` class="${as}"`;
  return `<text x="${tenth(x)}" y="${tenth(y)}"${anchored}${named}>${escaped(content)}</text>`;
}

/** A place in the picture, to a tenth. */
function tenth(place: number): string {
  return String(Math.round(place * 10) / 10);
}

function escaped(content: string): string {
  return content
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
