/** An intent that the gate said no to, with the limit and the number that broke it. */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, int32, oneOf, text } from "../../runtime/codec/field.ts";
import { REFUSAL_KINDS } from "../../trading/risk/refusal.ts";

export const Refused = defineMessage("refused", 2, {
  action: oneOf("NEW", "CANCEL", "REPLACE", "AMEND"),
  reason: oneOf(...REFUSAL_KINDS),
  instrument: int32("instrument"),
  strategy: int32("actor"),
  /** The limit that stands in the file; NaN where the reason has none. */
  limit: float64("1"),
  /** The number that broke it; NaN where the reason has none. */
  value: float64("1"),
  orderId: text(),
  /** Name of the limit. */
  name: text(),
});
