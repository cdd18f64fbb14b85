/** Board of risk, one slot: whether the desk may trade, and under which epoch. */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, int32, oneOf } from "../../runtime/codec/field.ts";

export const Trading = defineMessage(
  "trading",
  1,
  {
    state: oneOf("ACTIVE", "REDUCING", "HALTED"),
    /** Licence to trade: a new one for each incarnation of risk. */
    epoch: float64("epoch"),
    /** 1 once the kill switch was pulled, until a person re-arms it. */
    killed: int32("flag"),
  },
  { slots: 1, isDurable: true },
);
