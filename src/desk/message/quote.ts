/** The best bid and ask of one instrument, as the venue's own ticker said it. */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, int32 } from "../../runtime/codec/field.ts";

export const Quote = defineMessage("quote", 1, {
  /** Place in the desk's instrument table. */
  instrument: int32("instrument"),
  bidTicks: float64("ticks"),
  bidLots: float64("lots"),
  askTicks: float64("ticks"),
  askLots: float64("lots"),
  /** Update id of the venue's book: equal ids mean the same book. */
  venueSequence: float64("venue sequence"),
  /** NaN where the venue gives none. */
  venueTimeUs: float64("us"),
  /** When a replay venue meant to send the frame, and when it did; NaN from a real venue. */
  intendedAt: float64("ns"),
  sentAt: float64("ns"),
  /** When the frame reached the feed's thread. */
  receivedAt: float64("ns"),
  /** When the feed had built this message. */
  builtAt: float64("ns"),
});
