/**
 * Board of an execution, a slot a pair of strategy and instrument: what its fills add up to, and
 * the sequence of its topic at which that is true. A restarted strategy or risk starts from here,
 * and drops the events up to that sequence.
 *
 * What was not counted from the first fill on is not known, and stays so: its text is empty.
 */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, int32, text } from "../../runtime/codec/field.ts";

/** Most pairs of strategy and instrument that one execution actor trades for. */
export const PAIRS_MAX = 1_024;

export const Filled = defineMessage(
  "filled",
  2,
  {
    strategy: int32("actor"),
    instrument: int32("instrument"),
    /** Buys less sells. */
    lots: float64("lots"),
    fills: float64("count"),
    /** Those whose fee is in neither asset of the instrument, or is not known. */
    feeUnknownFills: float64("count"),
    sequence: float64("ring sequence"),
    /** What the lots held were bought for, at the average; negative of a short. Whole ticks times lots. */
    cost: text(),
    /** Profit of what was closed, before fees. Whole ticks times lots. */
    realised: text(),
    /** Paid in the quote asset and in the base asset. Plain decimals. */
    feeQuote: text(),
    feeBase: text(),
  },
  { slots: PAIRS_MAX, isDurable: true },
);
