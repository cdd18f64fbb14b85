/** Seeded numbers: repeatable, within their bounds, and using all of them. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../src/core/prng.ts";

describe("Prng", () => {
  test("gives the same run for the same seed, and another for another", () => {
    const run = (seed: number) => {
      const prng = new Prng(seed);
      return Array.from({ length: 50 }, () => prng.between(0, 1_000_000));
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  test("reaches both bounds of between, and nothing outside", () => {
    const prng = new Prng(7);
    const seen = new Set(Array.from({ length: 500 }, () => prng.between(-2, 2)));
    expect([...seen].sort((left, right) => left - right)).toEqual([-2, -1, 0, 1, 2]);
  });

  test("keeps unit within [0, 1), near uniform", () => {
    const prng = new Prng(3);
    const values = Array.from({ length: 10_000 }, () => prng.unit());
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
  });

  test("refuses an empty choice and reversed bounds", () => {
    expect(() => new Prng(1).pick([])).toThrow("Invariant");
    expect(() => new Prng(1).between(2, 1)).toThrow("Invariant");
  });
});
