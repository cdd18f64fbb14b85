/**
 * What was paid in fees, by the asset that paid: a pure fold of fills. Nothing is converted, and
 * nothing that is not known counts as nothing: such fills are counted apart.
 */
import { type ExactDecimal, exactDecimalOf, sumOf, ZERO } from "../../core/exact-decimal.ts";

/** Plain data. Positive is paid, negative is a rebate. */
export type FeeSum = {
  /** In the quote asset. */
  readonly quote: ExactDecimal;
  /** In the base asset. */
  readonly base: ExactDecimal;
  /** Fills whose fee is in neither, or is not known at all. */
  readonly unknownFills: number;
};

/** The fee of one fill, as an order event says it. */
export type FillFee = {
  /** NONE: whoever said the fill did not know it. */
  readonly liquidity: "NONE" | "MAKER" | "TAKER";
  readonly feeAsset?: "QUOTE" | "BASE" | "OTHER" | undefined;
  /** Plain decimal; empty without a fee. An older record does not say it. */
  readonly feeText?: string | undefined;
};

/** Before the first fill. */
export const NO_FEES: FeeSum = { quote: ZERO, base: ZERO, unknownFills: 0 };

/** Returns the fees with those of one more fill. */
export function withFee(fees: FeeSum, { liquidity, feeAsset, feeText }: FillFee): FeeSum {
  if (feeText === "" && liquidity !== "NONE") return fees;
  const amount = feeText === undefined ? null : exactDecimalOf(feeText);
  if (amount !== null && feeAsset === "QUOTE") {
    return { ...fees, quote: sumOf(fees.quote, amount) };
  }
  if (amount !== null && feeAsset === "BASE") return { ...fees, base: sumOf(fees.base, amount) };
  return { ...fees, unknownFills: fees.unknownFills + 1 };
}
