/**
 * What a strategy wants: a new order, one in the place of another, one of its own made smaller, or the
 * cancel of one.
 */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, int32, oneOf, text } from "../../runtime/codec/field.ts";
import { LIMIT_STYLES } from "../../trading/order/limit-style.ts";

export const Intent = defineMessage("intent", 3, {
  action: oneOf("NEW", "CANCEL", "REPLACE", "AMEND"),
  side: oneOf("BUY", "SELL"),
  instrument: int32("instrument"),
  /** Of a new order, also of one in the place of another. */
  style: oneOf(...LIMIT_STYLES),
  priceTicks: float64("ticks"),
  /** Of an AMEND: of the order in all from then on, what is filled included. */
  lots: float64("lots"),
  /** Later than this it is refused, at the gate and at the last look. A cancel never expires. */
  validUntil: float64("ns"),
  /** When the strategy decided. */
  decidedAt: float64("ns"),
  /** The newest market message that it had seen: whose, which one, and its commit. */
  basisFrom: int32("actor"),
  basisSequence: float64("ring sequence"),
  basisAt: float64("ns"),
  /** Of the new order, or of the one to cancel or to amend. */
  orderId: text(),
  /** The order whose place a REPLACE takes; else empty. */
  replaces: text(),
});
