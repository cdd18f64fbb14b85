/** An intent that passed the gate, addressed to one execution actor under one risk epoch. */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, int32, oneOf, text } from "../../runtime/codec/field.ts";
import { LIMIT_STYLES } from "../../trading/order/limit-style.ts";

/** Whether it brings an order to the venue: new, or in the place of another. */
export function bringsOrder(action: "NEW" | "CANCEL" | "REPLACE" | "AMEND"): boolean {
  return action === "NEW" || action === "REPLACE";
}

export const Approved = defineMessage("approved", 2, {
  action: oneOf("NEW", "CANCEL", "REPLACE", "AMEND"),
  side: oneOf("BUY", "SELL"),
  instrument: int32("instrument"),
  /** Number of the execution actor that takes it; the others skip it. */
  execution: int32("actor"),
  /** Number of the strategy that asked for it. */
  strategy: int32("actor"),
  style: oneOf(...LIMIT_STYLES),
  /** REDUCE: it surely brings the position nearer to zero, and goes before what does not. */
  priority: oneOf("NEW", "REDUCE"),
  priceTicks: float64("ticks"),
  lots: float64("lots"),
  validUntil: float64("ns"),
  decidedAt: float64("ns"),
  /** The gateway takes all but a cancel only under the current one. */
  riskEpoch: float64("epoch"),
  /** Sequence of the feed's record at which the book that the gate used is true; NaN without one. */
  bookSequence: float64("ring sequence"),
  /** Age of that book when the gate looked; NaN without one. */
  bookAgeNs: float64("ns"),
  /** The limit that the age was held against; NaN without one. */
  bookAgeNsMax: float64("ns"),
  orderId: text(),
  /** The order whose place a REPLACE takes; else empty. */
  replaces: text(),
});
