/** Fees by the asset that paid them, and those that nobody can add. */
import { describe, expect, test } from "bun:test";
import { exactTextOf } from "../../../src/core/exact-decimal.ts";
import { type FillFee, NO_FEES, withFee } from "../../../src/trading/account/fee-sum.ts";

const fee = (feeAsset: FillFee["feeAsset"], feeText: string): FillFee => ({
  liquidity: "TAKER",
  feeAsset,
  feeText,
});

function shown(fills: readonly FillFee[]) {
  const { quote, base, unknownFills } = fills.reduce(withFee, NO_FEES);
  return { quote: exactTextOf(quote), base: exactTextOf(base), unknownFills };
}

describe("withFee", () => {
  test("adds each asset by itself, exactly and whatever its places, rebates included", () => {
    const fills = [
      fee("QUOTE", "0.10000000"),
      fee("QUOTE", "0.2"),
      fee("BASE", "0.000000001"),
      fee("QUOTE", "-0.05"),
    ];
    expect(shown(fills)).toEqual({ quote: "0.25", base: "0.000000001", unknownFills: 0 });
  });

  test("a fill without a fee costs nothing", () => {
    expect(shown([fee("QUOTE", "")])).toEqual({ quote: "0", base: "0", unknownFills: 0 });
  });

  test.each([
    ["in another asset", fee("OTHER", "0.001")],
    ["of which nobody said anything", { liquidity: "NONE", feeAsset: "QUOTE", feeText: "" }],
    ["that is no decimal", fee("QUOTE", "1e-3")],
    ["of a record that does not say it", { liquidity: "MAKER" }],
  ] as const)("one %s is counted, and not taken for nothing", (_, fill) => {
    expect(shown([fee("QUOTE", "1"), fill])).toEqual({ quote: "1", base: "0", unknownFills: 1 });
  });
});
