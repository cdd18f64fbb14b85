/** Periods as text. */
import { describe, expect, test } from "bun:test";
import { periodMsOf } from "../../../src/runtime/actor/every.ts";

describe("periodMsOf", () => {
  test.each([
    ["1ms", 1],
    ["250ms", 250],
    ["1s", 1_000],
    ["5m", 300_000],
    ["2h", 7_200_000],
  ])("%s is %d ms", (text, ms) => {
    expect(periodMsOf(text)).toBe(ms);
  });

  test.each(["", "0s", "-1s", "1", "s", "1.5s", "1 s", " 1s", "1s ", "1d", "01s", "1e3ms", "1S"])(
    "%p is no period",
    (text) => {
      expect(() => periodMsOf(text)).toThrow("a period is a whole number and ms, s, m or h");
    },
  );
});
