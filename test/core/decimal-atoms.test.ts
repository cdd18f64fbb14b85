/** Money as text and as hundred-millionths: exact both ways, and refused where it is not. */
import { describe, expect, test } from "bun:test";
import { atomsOf, atomsTextOf } from "../../src/core/decimal-atoms.ts";
import { Prng } from "../../src/core/prng.ts";

const seed = Number(process.env.SEED ?? 2_026);

describe("atomsOf", () => {
  const read: readonly (readonly [string, bigint])[] = [
    ["0", 0n],
    ["-0.00", 0n],
    ["54.43390661", 5_443_390_661n],
    ["-0.00000001", -1n],
    ["1.500000000000", 150_000_000n],
    ["123456789012345678901234.5", 12_345_678_901_234_567_890_123_450_000_000n],
  ];
  test.each(read)("reads %s", (text, atoms) => {
    expect(atomsOf(text)).toEqual({ ok: true, value: atoms });
  });

  const refused: readonly (readonly [string, string])[] = [
    ["0.000000001", "OFF_GRID"],
    ["1e-8", "NOT_DECIMAL"],
    ["", "NOT_DECIMAL"],
    [".5", "NOT_DECIMAL"],
    ["5.", "NOT_DECIMAL"],
    ["+5", "NOT_DECIMAL"],
    [" 5", "NOT_DECIMAL"],
    ["5\n", "NOT_DECIMAL"],
    ["NaN", "NOT_DECIMAL"],
    ["9".repeat(41), "NOT_DECIMAL"],
  ];
  test.each(refused)("refuses %p as %s", (text, failure) => {
    expect(atomsOf(text)).toEqual({ ok: false, failure } as never);
  });

  test(`gives back what it was given, of any size and sign (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 1_000; round += 1) {
      const size = 10n ** BigInt(prng.between(0, 30));
      const atoms = (BigInt(prng.between(-(2 ** 31), 2 ** 31 - 1)) * size) / 1_000n;
      expect(atomsOf(atomsTextOf(atoms))).toEqual({ ok: true, value: atoms });
    }
  });
});
