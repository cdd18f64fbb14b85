/** Charts: where values stand, and that the picture is well-formed whatever is written in it. */
import { describe, expect, test } from "bun:test";
import { type Chart, chartSvg, SERIES_MAX } from "../../../bench/kit/svg-chart.ts";
import { placeOn, roundTicks } from "../../../bench/kit/svg-scale.ts";
import { xmlFault } from "../../kit/well-formed.ts";

const point = (x: number, y: number) => ({ x, y, low: y * 0.9, high: y * 1.1 });
const CHART: Chart = {
  title: "cost & size: <all>",
  xLabel: 'bytes of a "message"',
  xKind: "LOG",
  xTicks: [1, 10, 100].map((value) => ({ value, text: String(value) })),
  yLabel: "ns",
  series: [
    { name: "alone", points: [point(1, 10), point(10, 20), point(100, 90)] },
    { name: "in 16", points: [point(1, 8), point(10, 18), point(100, 89)] },
  ],
};
const placesOf = (svg: string, pattern: RegExp) =>
  [...svg.matchAll(pattern)].map(([, x, y]) => [Number(x), Number(y)] as const);

describe("chartSvg", () => {
  const svg = chartSvg(CHART);

  test("is well-formed, and text stays text", () => {
    expect(xmlFault(svg)).toBeNull();
    expect(svg).toContain(">cost &amp; size: &lt;all&gt;</text>");
  });

  test("has colours for both schemes, and paints its own ground", () => {
    expect(svg).toContain("@media (prefers-color-scheme: dark)");
    expect(svg.match(/\.ground \{ fill: #\w{6}; \}/g)).toHaveLength(2);
  });

  test("a greater value stands higher, and one further along stands further right", () => {
    const places = placesOf(svg, /class="f0" cx="([\d.]+)" cy="([\d.]+)"/g);
    expect(places).toHaveLength(3);
    for (const [index, [x, y]] of places.entries()) {
      const [nextX, nextY] = places[index + 1] ?? [Number.POSITIVE_INFINITY, 0];
      expect(nextX).toBeGreaterThan(x);
      expect(nextY).toBeLessThan(y);
    }
  });

  test("equal ratios of a logarithmic axis are equal steps", () => {
    const [one, ten, hundred] = placesOf(svg, /class="f0" cx="([\d.]+)" cy="([\d.]+)"/g);
    expect((hundred?.[0] ?? 0) - (ten?.[0] ?? 0)).toBeCloseTo((ten?.[0] ?? 0) - (one?.[0] ?? 0), 6);
  });

  test("names of lines that end together do not touch", () => {
    const [first, second] = placesOf(svg, /<text x="([\d.]+)" y="([\d.]+)" class="name/g);
    expect((second?.[1] ?? 0) - (first?.[1] ?? 0)).toBeGreaterThanOrEqual(16);
  });

  test("a figure that is not a number, or not above 0, is refused", () => {
    for (const y of [Number.NaN, 0, Number.POSITIVE_INFINITY]) {
      const series = [{ name: "broken", points: [point(1, y)] }];
      expect(() => chartSvg({ ...CHART, series })).toThrow(/an axis goes from above 0/);
    }
  });

  test("more lines than can be told apart are refused", () => {
    const series = Array.from({ length: SERIES_MAX + 1 }, () => CHART.series[0] ?? never());
    expect(() => chartSvg({ ...CHART, series })).toThrow(`1 to ${SERIES_MAX} lines`);
    expect(() => chartSvg({ ...CHART, series: [] })).toThrow("current count is 0");
  });
});

describe("roundTicks", () => {
  test.each([
    [12, 800, [10, 20, 50, 100, 200, 500, 1_000]],
    [10, 100, [10, 20, 50, 100]],
    [5_900, 8_100, [1_000, 2_000, 5_000, 10_000]],
    [0.03, 0.5, [0.02, 0.05, 0.1, 0.2, 0.5]],
    [7, 7, [1, 2, 5, 10]],
    [10, 10, [1, 2, 5, 10]],
  ])("from %d to %d are %p", (low, high, ticks) => {
    expect(roundTicks(low, high)).toEqual(ticks);
  });

  test.each([
    [0, 1],
    [Number.NaN, 1],
    [2, 1],
    [1, Number.POSITIVE_INFINITY],
  ])("from %d to %d are refused", (low, high) => {
    expect(() => roundTicks(low, high)).toThrow("an axis goes from above 0 upwards");
  });
});

describe("placeOn", () => {
  test.each([
    ["LINEAR", 1, 0],
    ["LINEAR", 5.5, 0.5],
    ["LOG", 10, 1],
    ["LOG", Math.sqrt(10), 0.5],
  ] as const)("of a %s axis from 1 to 10, %d stands at %d", (kind, value, place) => {
    expect(placeOn({ kind, from: 1, to: 10 }, value)).toBeCloseTo(place, 9);
  });
});

describe("xmlFault", () => {
  test.each([
    "<a><b></a></b>",
    "<a>",
    "<a/><b/>",
    "<a>1 & 2</a>",
    '<a b="1</a>',
    "text",
    "<a x=1/>",
    "",
  ])("finds the fault in %p", (source) => {
    expect(xmlFault(source)).not.toBeNull();
  });
});

function never(): never {
  throw new Error("the chart has a line");
}
