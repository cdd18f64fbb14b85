/** Order statistics of a few figures. */
import { describe, expect, test } from "bun:test";
import { quantileOf, quartilesOf } from "../../../bench/kit/quartiles.ts";

describe("quartilesOf", () => {
  test.each([
    [[7], 7, 7, 7],
    [[3, 1, 2], 1.5, 2, 2.5],
    [[40, 10, 30, 20, 50], 20, 30, 40],
    [[1, 2, 3, 4], 1.75, 2.5, 3.25],
  ])("of %p are %d, %d and %d, in whatever order they came", (values, q1, median, q3) => {
    expect(quartilesOf(values)).toEqual({ q1, median, q3 });
  });

  test("of nothing are NaN", () => {
    expect(quartilesOf([])).toEqual({ q1: Number.NaN, median: Number.NaN, q3: Number.NaN });
  });
});

describe("quantileOf", () => {
  test("leaves what it was given in its order", () => {
    const values = [3, 1, 2];
    expect(quantileOf(values, 1)).toBe(3);
    expect(values).toEqual([3, 1, 2]);
  });
});
