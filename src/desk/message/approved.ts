/** An intent that passed the gate, addressed to one execution actor under one risk epoch. */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, int32, oneOf, text } from "../../runtime/codec/field.ts";

export const Approved = defineMessage("approved", 1, {
  action: oneOf("NEW", "CANCEL"),
  side: oneOf("BUY", "SELL"),
  instrument: int32("instrument"),
  /** Number of the execution actor that takes it; the others skip it. */
  execution: int32("actor"),
  /** Number of the strategy that asked for it. */
  strategy: int32("actor"),
  priceTicks: float64("ticks"),
  lots: float64("lots"),
  validUntil: float64("ns"),
  decidedAt: float64("ns"),
  /** The gateway takes a new order only under the current one. */
  riskEpoch: float64("epoch"),
  /** Sequence of the feed's record at which the book that the gate used is true; NaN of a cancel. */
  bookSequence: float64("ring sequence"),
  /** Age of that book when the gate looked; NaN of a cancel. */
  bookAgeNs: float64("ns"),
  /** The limit that the age was held against; NaN of a cancel. */
  bookAgeNsMax: float64("ns"),
  orderId: text(),
});
