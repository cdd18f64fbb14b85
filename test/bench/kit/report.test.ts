/** What a bench prints, for people and for programs. */
import { describe, expect, test } from "bun:test";
import { judgeAims, loadOf } from "../../../bench/kit/aims.ts";
import { type BenchReport, ratioOf, reportText, rowOf } from "../../../bench/kit/report.ts";

const REPORT: BenchReport = {
  bench: "kit",
  machine: { cpu: "a processor", cores: 2, load: 0.1, bun: "1.0.0" },
  rows: [rowOf("ours", "ns", [10, 20, 30]), rowOf("a peer", "ns", [])],
  ratios: { peer: 0.5 },
  load: loadOf([0.1, 0.2]),
  aims: judgeAims([{ name: "peer", bound: 1, direction: "AT_MOST" }], { peer: 0.5 }, true),
};
const FAILING = { ...REPORT, warnings: ["read with care"], failures: ["a peer is missing"] };

describe("reportText", () => {
  test("is a table with the machine, the other load, each row with its quartiles and each aim", () => {
    const lines = reportText(REPORT, { json: false, small: false }).split("\n");
    expect(lines).toEqual([
      "kit: a processor, 2 cores, load 0.1, Bun 1.0.0",
      "  other load in a round: median 0.15, at most 0.20 of a core; judged up to 0.3",
      "  ours              20 ns  [15 to 25]  3 rounds",
      "  a peer       missing",
      "  ratio peer: 0.5",
      "  aim peer: 0.5, at most 1: reached",
    ]);
  });

  test("a table ends with what to mind and what failed", () => {
    const lines = reportText(FAILING, { json: false, small: true }).split("\n");
    expect(lines.slice(-3)).toEqual([
      "warning: a small run shows that the bench runs, not how fast",
      "warning: read with care",
      "failed: a peer is missing",
    ]);
  });

  test("with json it is one document, which carries the aims and the load", () => {
    const document = JSON.parse(reportText(REPORT, { json: true, small: false }));
    expect(document).toMatchObject({
      schema: "outcry.bench/1",
      ok: true,
      data: {
        aims: [{ name: "peer", bound: 1, direction: "AT_MOST", ratio: 0.5, reached: true }],
        load: { max: 0.2, rounds: [0.1, 0.2] },
      },
      warnings: [],
    });
  });

  test("a document of a bench that could not do all is not ok, and says why", () => {
    const document = JSON.parse(reportText(FAILING, { json: true, small: false }));
    expect(document).toMatchObject({
      ok: false,
      error: { code: "E_CHECK_FAILED", exit: 6, message: "a peer is missing" },
      warnings: ["read with care"],
    });
  });
});

describe("ratioOf", () => {
  test("is NaN when a row is not there", () => {
    expect(ratioOf(REPORT.rows, "ours", "nobody")).toBeNaN();
    expect(ratioOf(REPORT.rows, "ours", "ours")).toBe(1);
  });
});
