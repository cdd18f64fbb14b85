/** The rolling z-score against its definition, and where naive sums go wrong. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { zScore } from "../../../src/trading/market/z-score.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

function definition(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return ((values.at(-1) ?? Number.NaN) - mean) / Math.sqrt(squares / (values.length - 1));
}

describe("zScore", () => {
  test("has no value until its window is full", () => {
    const window = zScore(3);
    const seen = [1, 2, 4, 4].map((value) => {
      window.push(value);
      return Number.isNaN(window.value);
    });
    expect(seen).toEqual([true, true, false, false]);
  });

  test(`agrees with its definition over a sliding window (seed ${seed})`, () => {
    const prng = new Prng(seed);
    const window = zScore(20);
    const values: number[] = [];
    for (let push = 0; push < 2_000; push += 1) {
      const value = 6_000_000 + prng.between(-50, 50) / 2;
      values.push(value);
      window.push(value);
      if (values.length >= 20) expect(window.value).toBeCloseTo(definition(values.slice(-20)), 6);
    }
    expect(window.values).toEqual(values.slice(-20));
  });

  test("keeps its digits after values that are a thousand million times larger", () => {
    const window = zScore(4);
    for (const value of [1e15, -3e15, 2e15, 7e14, 0.1, 0.2, 0.3, 0.4]) window.push(value);
    expect(window.value).toBeCloseTo(definition([0.1, 0.2, 0.3, 0.4]), 12);
  });

  test("has no value while all are equal, whatever was before", () => {
    const window = zScore(3);
    for (const value of [1e15, 7, 0.1, 0.1, 0.1]) window.push(value);
    expect(window.value).toBeNaN();
  });

  test("goes on from a snapshot as if nothing had happened", () => {
    const whole = zScore(5);
    for (const value of [1, 5, 2, 8, 3, 9, 4]) whole.push(value);
    const restored = zScore(5, whole.values);
    for (const window of [whole, restored]) window.push(6);
    expect(restored.value).toBe(whole.value);
    expect(restored.values).toEqual(whole.values);
  });

  test("does not take what is not finite", () => {
    const window = zScore(2, [1, 2]);
    window.push(Number.NaN);
    expect(window.values).toEqual([1, 2]);
  });

  test("refuses a window of less than two values", () => {
    expect(() => zScore(1)).toThrow("Invariant: a window holds at least two values");
  });
});
