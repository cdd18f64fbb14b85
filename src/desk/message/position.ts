/** Board of risk, a slot an instrument: what the desk holds of it. */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64 } from "../../runtime/codec/field.ts";
import { INSTRUMENTS_MAX } from "./top.ts";

export const Position = defineMessage(
  "position",
  1,
  {
    /** Positive is long. */
    lots: float64("lots"),
    workingBuyLots: float64("lots"),
    workingSellLots: float64("lots"),
  },
  { slots: INSTRUMENTS_MAX, isDurable: true },
);
