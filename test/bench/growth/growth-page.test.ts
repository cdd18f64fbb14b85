/** The growth bench's part of the page, and the ring of actors that it measures. */
import { describe, expect, test } from "bun:test";
import { measureActorRing } from "../../../bench/growth/actor-ring.ts";
import { growthSection, pictureOf } from "../../../bench/growth/growth-page.ts";
import { measurementsOf, rowName, type Sweep, sweepsOf } from "../../../bench/growth/sweep.ts";
import { loadOf } from "../../../bench/kit/aims.ts";
import { xmlFault } from "../../kit/well-formed.ts";

const SWEEP: Sweep = {
  id: "kit",
  title: "What a kit costs",
  says: "It is made up.",
  xLabel: "parts",
  xKind: "LINEAR",
  xTicks: [1, 2_000].map((value) => ({ value, text: String(value) })),
  yLabel: "ns",
  lines: ["one", "two"].map((name) => ({ name, measure: async () => 1 })),
};
const FIGURES = new Map([
  [rowName(SWEEP, 1, "one"), [10, 20, 30]],
  [rowName(SWEEP, 1, "two"), [1, 2, 3]],
  [rowName(SWEEP, 2_000, "one"), [1_234.5]],
  [rowName(SWEEP, 2_000, "two"), [5]],
]);
const RUN = {
  machine: { cpu: "a processor", cores: 2, load: 0, bun: "1.0.0" },
  load: loadOf([0.1]),
  doubt: null,
};

describe("growthSection", () => {
  test("has the machine, and for each sweep its picture and a row a value", () => {
    expect(growthSection([SWEEP], FIGURES, RUN).split("\n\n")).toEqual([
      expect.stringContaining("a processor, 2 cores, Bun 1.0.0."),
      "### What a kit costs",
      "![What a kit costs](performance/kit.svg)",
      "It is made up.",
      [
        "| parts | one, ns | two, ns |",
        "| --: | --: | --: |",
        "| 1 | 20 [15 to 25] | 2 [1.5 to 2.5] |",
        "| 2,000 | 1,230 [1,230 to 1,230] | 5 [5 to 5] |",
      ].join("\n"),
    ]);
  });

  test("says why the figures are to be doubted", () => {
    const text = growthSection([SWEEP], FIGURES, { ...RUN, doubt: "others were busy" });
    expect(text).toContain("\n\nMind: others were busy.\n\n");
  });
});

describe("pictureOf", () => {
  test("is well-formed and has a mark for each figure", () => {
    const picture = pictureOf(SWEEP, FIGURES);
    expect(xmlFault(picture)).toBeNull();
    expect(picture.match(/<circle /g)).toHaveLength(FIGURES.size);
  });

  test("refuses a sweep of which a figure is missing", () => {
    expect(() => pictureOf(SWEEP, new Map())).toThrow("an axis goes from above 0");
  });
});

describe("sweepsOf", () => {
  test("grow from 16 B to 4 KiB, from 1 reader to 8 and from 2 actors to 32", () => {
    const ends = sweepsOf(2, false).map(({ xTicks }) => [xTicks[0]?.value, xTicks.at(-1)?.value]);
    expect(ends).toEqual([
      [16, 4_096],
      [1, 8],
      [2, 32],
    ]);
  });

  test("no two figures have one name", () => {
    const names = measurementsOf(sweepsOf(2, false)).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("measureActorRing", () => {
  test("a quote goes round through every actor", async () => {
    expect(await measureActorRing(3, 20)).toBeGreaterThan(0);
  }, 30_000);
});
