/** Exact arithmetic: right, or an error. */
import { describe, expect, test } from "bun:test";
import { exactAdd, exactMultiply, exactSubtract } from "../../src/core/exact.ts";

const MAX = Number.MAX_SAFE_INTEGER;

describe("exact arithmetic", () => {
  test("is exact up to 2^53 less one, on both sides", () => {
    expect(exactAdd(MAX - 1, 1)).toBe(MAX);
    expect(exactSubtract(-MAX + 1, 1)).toBe(-MAX);
    expect(exactMultiply(6_361, 1_416_003_655_831)).toBe(6_361 * 1_416_003_655_831);
  });

  test.each([
    ["a sum beyond 2^53", () => exactAdd(MAX, 1)],
    ["a difference beyond it", () => exactSubtract(-MAX, 1)],
    ["a product beyond it", () => exactMultiply(2 ** 27, 2 ** 26)],
    ["a fraction", () => exactAdd(0.5, 1)],
    ["NaN", () => exactMultiply(Number.NaN, 1)],
    ["infinity", () => exactAdd(Number.POSITIVE_INFINITY, 1)],
  ])("throws for %s", (_, compute) => {
    expect(compute).toThrow("Invariant: exact arithmetic stays within 2^53");
  });
});
