/** Lots that are held, less what fees took of them. */
import { describe, expect, test } from "bun:test";
import { stepOf } from "../../../src/core/decimal-step.ts";
import { exactDecimalOf, ZERO } from "../../../src/core/exact-decimal.ts";
import { heldLots } from "../../../src/trading/account/held-lots.ts";

describe("heldLots", () => {
  test.each([
    // [lots, fee, lot, held]
    [1_000, "0.00100000", "0.001", 999],
    [67, "0.067", "1", 66],
    [1_000, "0", "0.001", 1_000],
    [1_000, "0.0000000001", "0.001", 999],
    [1_000, "1.001", "0.001", -1],
    [-10, "0.0005", "0.001", -11],
    [-10, "0", "0.001", -10],
    [4, "-0.25", "0.5", 4],
    [4, "-0.5", "0.5", 5],
    [9, "0.5", "0.25", 7],
    [0, "0", "1", 0],
  ])("of %p lots, %s of them as fees, in lots of %s are %p", (lots, fee, lot, held) => {
    expect(heldLots(lots, exactDecimalOf(fee) ?? ZERO, stepOf(lot))).toBe(held);
  });
});
