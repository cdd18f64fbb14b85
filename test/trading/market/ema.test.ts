/** The moving average: its formula, its beginning, and going on from a snapshot. */
import { describe, expect, test } from "bun:test";
import { ema } from "../../../src/trading/market/ema.ts";

describe("ema", () => {
  test("has no value before the first, and is the first after it", () => {
    const average = ema({ period: 9 });
    expect(average.value).toBeNaN();
    average.push(5);
    expect(average.value).toBe(5);
  });

  test("forgets half of a value in its half-life", () => {
    const average = ema({ halfLife: 4 }, 1);
    for (let push = 0; push < 4; push += 1) average.push(0);
    expect(average.value).toBeCloseTo(0.5, 12);
  });

  test("goes on from a snapshot as if nothing had happened", () => {
    const whole = ema({ period: 5 });
    const first = ema({ period: 5 });
    for (const value of [1, 9, 4]) {
      whole.push(value);
      first.push(value);
    }
    const second = ema({ period: 5 }, first.value);
    for (const value of [7, 2]) expect(second.push(value)).toBe(whole.push(value));
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("does not take %d", (value) => {
    const average = ema({ period: 3 }, 10);
    expect(average.push(value)).toBe(10);
  });

  test.each([{ period: 0 }, { halfLife: 0 }, { halfLife: -1 }, { period: Number.NaN }])(
    "refuses %p",
    (fade) => {
      expect(() => ema(fade)).toThrow("Invariant: an average fades");
    },
  );
});
