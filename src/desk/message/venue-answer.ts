/**
 * What a venue answered to a call about an order, so that the record shows both. No key, no signature
 * and no address is in it; its text is the venue's, bounded.
 */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, int32, oneOf, text } from "../../runtime/codec/field.ts";

export const VenueAnswer = defineMessage("venue-answer", 1, {
  /** NOT_FOUND proves nothing alone. AMBIGUOUS: nobody knows what became of it. PARTIAL: of a replace. */
  outcome: oneOf("CONFIRMED", "REFUSED", "NOT_FOUND", "RATE_LIMITED", "AMBIGUOUS", "PARTIAL"),
  way: oneOf("FRAME", "REST"),
  instrument: int32("instrument"),
  strategy: int32("actor"),
  /** Of HTTP; 0 when no answer came. */
  status: float64("1"),
  /** The venue's own; 0 without one. */
  code: float64("1"),
  /** When the call was written. */
  sentAt: float64("ns"),
  orderId: text(),
  /** Of the venue; empty when it was not told. */
  venueOrderId: text(),
  /** What was asked: `order.place`. */
  method: text(),
  text: text(),
});
