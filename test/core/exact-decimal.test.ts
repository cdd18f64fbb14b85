/** Decimals of any size: exact sums and products, and their text. */
import { describe, expect, test } from "bun:test";
import {
  exactDecimalOf,
  exactTextOf,
  negated,
  productOf,
  sumOf,
  ZERO,
} from "../../src/core/exact-decimal.ts";
import { Prng } from "../../src/core/prng.ts";

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);

describe("exactDecimalOf", () => {
  test.each([
    ["0", 0n, 0],
    ["-0.05", -5n, 2],
    ["12345678901234567890.5", 123456789012345678905n, 1],
    ["0.000000000000000001", 1n, 18],
  ])("reads %s", (text, digits, scale) => {
    expect(exactDecimalOf(text)).toEqual({ digits, scale });
  });

  test.each(["", "-", ".5", "5.", "1e3", "+1", " 1", "NaN", "1,000"])("refuses %p", (text) => {
    expect(exactDecimalOf(text)).toBeNull();
  });
});

describe("exactTextOf", () => {
  test.each([
    [{ digits: -5n, scale: 2 }, 0, "-0.05"],
    [{ digits: 1_250n, scale: 3 }, 0, "1.25"],
    [{ digits: 1_250n, scale: 3 }, 3, "1.250"],
    [{ digits: 1_000n, scale: 3 }, 0, "1"],
    [{ digits: 0n, scale: 4 }, 2, "0.00"],
    [{ digits: 100n, scale: 0 }, 0, "100"],
    [{ digits: 7n, scale: 0 }, 2, "7.00"],
  ])("of %p with %d places is %s", (amount, places, text) => {
    expect(exactTextOf(amount, places)).toBe(text);
  });
});

test(`sums and products are those of whole units, and text comes back (seed ${SEED})`, () => {
  const random = new Prng(SEED);
  for (let round = 0; round < 500; round += 1) {
    const [left, right] = [0, 1].map(() => ({
      digits: BigInt(random.between(-1e9, 1e9)),
      scale: random.between(0, 9),
    })) as [typeof ZERO, typeof ZERO];
    const at = ({ digits, scale }: typeof ZERO) => digits * 10n ** BigInt(18 - scale);
    expect(at(sumOf(left, right))).toBe(at(left) + at(right));
    expect(at(productOf(left, right)) * 10n ** 18n).toBe(at(left) * at(right));
    expect(at(sumOf(left, negated(left)))).toBe(0n);
    expect(at(exactDecimalOf(exactTextOf(left)) ?? ZERO)).toBe(at(left));
  }
});
