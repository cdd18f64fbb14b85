/** What a strategy wants: a new order, or the cancel of one of its own. */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, int32, oneOf, text } from "../../runtime/codec/field.ts";

export const Intent = defineMessage("intent", 2, {
  action: oneOf("NEW", "CANCEL"),
  side: oneOf("BUY", "SELL"),
  instrument: int32("instrument"),
  priceTicks: float64("ticks"),
  lots: float64("lots"),
  /** Later than this it is refused, at the gate and at the last look. A cancel never expires. */
  validUntil: float64("ns"),
  /** When the strategy decided. */
  decidedAt: float64("ns"),
  /** The newest market message that it had seen: whose, which one, and its commit. */
  basisFrom: int32("actor"),
  basisSequence: float64("ring sequence"),
  basisAt: float64("ns"),
  orderId: text(),
});
