/**
 * Board of an execution, a slot a pair of strategy and instrument: what its fills add up to, and
 * the sequence of its topic at which that is true. A restarted strategy or risk starts from here,
 * and drops the events up to that sequence.
 */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, int32 } from "../../runtime/codec/field.ts";

/** Most pairs of strategy and instrument that one execution actor trades for. */
export const PAIRS_MAX = 1_024;

export const Filled = defineMessage(
  "filled",
  1,
  {
    strategy: int32("actor"),
    instrument: int32("instrument"),
    /** Buys less sells. */
    lots: float64("lots"),
    fills: float64("count"),
    sequence: float64("ring sequence"),
  },
  { slots: PAIRS_MAX, isDurable: true },
);
