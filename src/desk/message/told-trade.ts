/**
 * Board of an execution at a real venue: the newest trades that it told of, the oldest overwritten, but
 * never the last one of an instrument. So a next life counts none of them again, whatever the venue repeats.
 */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, int32, text } from "../../runtime/codec/field.ts";

/** Newest trades that are kept. */
export const TOLD_TRADES_MAX = 1_024;

export const ToldTrade = defineMessage(
  "told-trade",
  1,
  {
    instrument: int32("instrument"),
    lots: float64("lots"),
    /** Of its fill in the execution's topic. */
    sequence: float64("ring sequence"),
    orderId: text(),
    tradeId: text(),
  },
  { slots: TOLD_TRADES_MAX, isDurable: true },
);
