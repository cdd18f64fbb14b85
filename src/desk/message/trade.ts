/** A print: somebody else's trade on the venue. */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, int32, oneOf, text } from "../../runtime/codec/field.ts";

export const Trade = defineMessage("trade", 1, {
  instrument: int32("instrument"),
  /** Side of the taker. */
  aggressor: oneOf("BUY", "SELL"),
  priceTicks: float64("ticks"),
  lots: float64("lots"),
  venueTimeUs: float64("us"),
  receivedAt: float64("ns"),
  builtAt: float64("ns"),
  /** The venue's own id: opaque. */
  tradeId: text(),
});
