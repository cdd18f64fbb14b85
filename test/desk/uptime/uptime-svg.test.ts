/** The picture of the days: what is in it, and that an outage of one second can be seen. */
import { describe, expect, test } from "bun:test";
import type { BeatSpan } from "../../../src/desk/uptime/beat-spans.ts";
import type { HistoryRun } from "../../../src/desk/uptime/desk-history.ts";
import { SecondLine } from "../../../src/desk/uptime/second-line.ts";
import { COLUMN_S, COLUMNS, uptimeSvg } from "../../../src/desk/uptime/uptime-svg.ts";

const DAY_S = 86_400;
/** 2026-03-02. */
const START = 20_514 * DAY_S;

const RUN: HistoryRun = {
  id: "aa",
  journal: "j",
  startMicros: START * 1e6,
  firstSequence: 1,
  lastMicros: (START + 90 * DAY_S) * 1e6,
  lastSequence: 9,
  ended: "CRASHED",
  halt: "",
  stop: null,
};

function span(from: number, to: number, kind: BeatSpan["kind"] = "READY"): BeatSpan {
  const lastSecond = START + to - 1;
  return {
    ...{ kind, trading: "ACTIVE", causes: [], run: 0, firstSequence: 1, lastSequence: 2 },
    ...{ firstSecond: START + from, lastSecond, lastMicros: lastSecond * 1e6 },
  };
}

function svgOf(spans: readonly BeatSpan[], from: number, to: number): string {
  const history = { runs: [RUN], spans, restarts: [], damages: [] };
  const line = new SecondLine(history, { from: START + from, to: START + to });
  return uptimeSvg({ line, availability: 0.999_876 });
}

/** Its bars: kind, first column, how many. */
function barsOf(svg: string): readonly (readonly [string, number, number])[] {
  const bar = /<rect class="([A-Z_]+)" x="(\d+)" y="(\d+)" width="(\d+)" height="12"\/>/g;
  return [...svg.matchAll(bar)].map(([, kind = "", x, , width]) => [
    kind,
    Number(x) - 96,
    Number(width),
  ]);
}

describe("uptimeSvg", () => {
  test("one day is one row of all its columns", () => {
    const svg = svgOf([span(0, DAY_S)], 0, DAY_S);
    expect(barsOf(svg)).toEqual([["READY", 0, COLUMNS]]);
    expect(svg).toContain(">2026-03-02</text>");
    expect(svg).toContain(">100 %</text>");
    expect(svg).toContain("Uptime 99.987 %");
  });

  test("one dark second colours its column, and no other", () => {
    const second = 10 * COLUMN_S + 7;
    const svg = svgOf([span(0, second), span(second + 1, DAY_S)], 0, DAY_S);
    expect(barsOf(svg)).toEqual([
      ["READY", 0, 10],
      ["DARK", 10, 1],
      ["READY", 11, COLUMNS - 11],
    ]);
    expect(svg).toContain(">99.998 %</text>");
  });

  test("what lies outside of the window is neither good nor bad", () => {
    const svg = svgOf([span(0, DAY_S, "NOT_READY")], 6 * 3_600, 12 * 3_600);
    expect(barsOf(svg)).toEqual([["NOT_READY", COLUMNS / 4, COLUMNS / 4]]);
  });

  test("ninety days are ninety rows, and the page is as high", () => {
    const svg = svgOf([span(0, 90 * DAY_S, "WARN")], 0, 90 * DAY_S);
    expect(barsOf(svg)).toHaveLength(90);
    expect(svg).toContain(">2026-05-30</text>");
    const [, height] = /viewBox="0 0 \d+ (\d+)"/.exec(svg) ?? [];
    const rows = [...svg.matchAll(/ y="(\d+)" width="\d+" height="12"/g)].map(([, y]) => Number(y));
    expect(Math.max(...rows) + 12).toBeLessThan(Number(height));
  });

  test("it explains each colour, and has colours for a dark page", () => {
    const svg = svgOf([span(0, 60)], 0, 60);
    for (const kind of ["READY", "WARN", "PLANNED", "NOT_READY", "DARK"]) {
      expect(svg).toMatch(
        new RegExp(`<rect class="${kind}" x="\\d+" y="30" width="10" height="10"/><text`),
      );
      expect(svg.match(new RegExp(`\\.${kind} \\{ fill: #[0-9a-f]{6}; \\}`, "g"))).toHaveLength(2);
    }
    expect(svg).toContain("@media (prefers-color-scheme: dark)");
  });
});
