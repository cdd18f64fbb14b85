/** A bench's part of the page: aims with their verdicts, and a row for what is missing. */
import { expect, test } from "bun:test";
import { type Aim, judgeAims, loadOf } from "../../../bench/kit/aims.ts";
import { rowOf } from "../../../bench/kit/report.ts";
import { reportSection, whyNotWritten } from "../../../bench/kit/report-section.ts";

const AIMS: readonly Aim[] = [
  { name: "fast", bound: 40, direction: "AT_LEAST" },
  { name: "slow", bound: 0.3, direction: "AT_MOST" },
];
const REPORT = {
  bench: "ring",
  machine: { cpu: "a processor", cores: 2, load: 0, bun: "1.0.0" },
  rows: [rowOf("ours", "ns", [10, 20, 30]), rowOf("a peer", "ns", [])],
  ratios: {},
  load: loadOf([0.1]),
  warnings: ["one is parked"],
};
const RATIOS = { fast: 41, slow: 0.4 };

test("has the machine, what to mind, each aim with its verdict and each row", () => {
  const aims = judgeAims(AIMS, RATIOS, true);
  expect(reportSection({ ...REPORT, aims }).split("\n\n")).toEqual([
    expect.stringContaining("a processor, 2 cores, Bun 1.0.0."),
    "Mind: one is parked.",
    [
      "| aim | ratio | bound | |",
      "|---|--:|--:|---|",
      "| `fast` | 41 | at least 40 | reached |",
      "| `slow` | 0.4 | at most 0.3 | missed |",
    ].join("\n"),
    [
      "| row | median | quartiles |",
      "|---|--:|--:|",
      "| ours | 20 ns | 15 to 25 |",
      "| a peer | missing | |",
    ].join("\n"),
  ]);
});

test("an aim that is not judged says so, with its ratio", () => {
  const aims = judgeAims(AIMS, RATIOS, false);
  expect(reportSection({ ...REPORT, aims })).toContain(
    "| `fast` | 41 | at least 40 | not judged |",
  );
});

test.each([
  ["of an idle machine", loadOf([0.1, 0.3]), false, null],
  ["of a small run", loadOf([0]), true, "small run"],
  ["with other load in one round", loadOf([0, 0.31]), false, "0.31 of a core"],
  ["of unknown load", loadOf([0, Number.NaN]), false, "other load is unknown"],
])("figures %s go into the page only where they may be judged", (_what, load, small, reason) => {
  const why = whyNotWritten({ ...REPORT, load }, small);
  if (reason === null) expect(why).toBeNull();
  else expect(why).toContain(reason);
});
