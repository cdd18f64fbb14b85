/** New absolute sizes at levels of one book, or the whole book that replaces it. */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, int32, levels, oneOf } from "../../runtime/codec/field.ts";

export const L2Delta = defineMessage("l2-delta", 1, {
  instrument: int32("instrument"),
  /** A snapshot replaces the book; an update changes levels of it, and 0 lots remove one. */
  kind: oneOf("SNAPSHOT", "UPDATE"),
  firstVenueSequence: float64("venue sequence"),
  venueSequence: float64("venue sequence"),
  venueTimeUs: float64("us"),
  receivedAt: float64("ns"),
  builtAt: float64("ns"),
  /** How many of the levels, from the first, are bids; the others are asks. */
  bidCount: int32("levels"),
  /** Pairs: price in ticks, size in lots. */
  levels: levels("ticks, lots"),
});
