/** Steps: which texts are one, and that equal values are equal data. */
import { describe, expect, test } from "bun:test";
import { parseStep, stepOf } from "../../src/core/decimal-step.ts";

describe("parseStep", () => {
  test.each([
    ["0.01", "0.010000"],
    ["5", "5.000"],
    ["10", "0010"],
    ["0.25", "0.250"],
  ])("gives %s and %s the same data", (left, right) => {
    expect(parseStep(left)).toEqual(parseStep(right));
    expect(parseStep(left).ok).toBe(true);
  });

  test.each([
    ["", "NOT_DECIMAL"],
    ["-0.01", "NOT_DECIMAL"],
    [".01", "NOT_DECIMAL"],
    ["0,01", "NOT_DECIMAL"],
    ["0", "NOT_POSITIVE"],
    ["0.000", "NOT_POSITIVE"],
    ["9007199254740993", "TOO_LARGE"],
    ["0.00000000000000000000001", "TOO_LARGE"],
  ] as const)("refuses %p as %s", (text, failure) => {
    expect(parseStep(text)).toEqual({ ok: false, failure });
  });
});

describe("stepOf", () => {
  test("throws where the text is no step", () => {
    expect(() => stepOf("zero")).toThrow("Invariant: a step is a positive decimal");
  });
});
