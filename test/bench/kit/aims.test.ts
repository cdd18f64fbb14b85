/** When an aim counts as reached, and when it is not judged at all. */
import { describe, expect, test } from "bun:test";
import { aimText, judgeAims, loadOf, whyNotJudged } from "../../../bench/kit/aims.ts";

const AT_LEAST = { name: "speed", bound: 40, direction: "AT_LEAST" } as const;
const AT_MOST = { name: "cost", bound: 1.5, direction: "AT_MOST" } as const;

describe("judgeAims", () => {
  test.each([
    [40, 1.5, true],
    [39.99, 1.51, false],
    [Number.NaN, Number.NaN, false],
  ])("ratios %d and %d reach their bounds: %p", (speed, cost, reached) => {
    const judged = judgeAims([AT_LEAST, AT_MOST], { speed, cost }, true);
    expect(judged.map((aim) => aim.reached)).toEqual([reached, reached]);
  });

  test("an aim whose ratio was not measured is missed", () => {
    expect(judgeAims([AT_MOST], {}, true)).toMatchObject([{ ratio: Number.NaN, reached: false }]);
  });

  test("an aim that is not judged is neither reached nor missed, and keeps its ratio", () => {
    const [aim] = judgeAims([AT_MOST], { cost: 1 }, false);
    expect(aim).toMatchObject({ ratio: 1, judged: false, reached: null });
  });
});

describe("whyNotJudged", () => {
  test("a run whose rounds all had other load up to the bound is judged", () => {
    expect(whyNotJudged(loadOf([0, 0.1, 0.3]), false)).toBeNull();
  });

  test("one round above the bound is enough, and is said with its figure", () => {
    expect(whyNotJudged(loadOf([0, 0, 0.31]), false)).toContain("up to 0.31 of a core");
  });

  test("a run in which one round is unknown, or that has none, is not judged", () => {
    expect(whyNotJudged(loadOf([0, Number.NaN, 0]), false)).toContain("unknown");
    expect(whyNotJudged(loadOf([]), false)).toContain("unknown");
  });

  test("a small run is not judged, however idle the machine is", () => {
    expect(whyNotJudged(loadOf([0]), true)).toContain("small run");
  });
});

describe("aimText", () => {
  test.each([
    [true, 1.2, "aim cost: 1.2, at most 1.5: reached"],
    [true, 2, "aim cost: 2, at most 1.5: missed"],
    [false, 2, "aim cost: 2, at most 1.5: not judged"],
  ])("judged %p at %d reads: %s", (judged, cost, text) => {
    expect(judgeAims([AT_MOST], { cost }, judged).map(aimText)).toEqual([text]);
  });
});
