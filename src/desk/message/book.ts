/**
 * Board of a feed, a slot an instrument: the top levels of the book, and the sequence of the feed's
 * topic at which they are true. A late, restarted or evicted reader copies the slot, drops records
 * up to that sequence, and goes on.
 */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, int32, levels, oneOf } from "../../runtime/codec/field.ts";
import { INSTRUMENTS_MAX } from "./top.ts";

/** Most levels a side that a slot carries. */
export const BOOK_LEVELS = 50;

export const BookTop = defineMessage(
  "book",
  1,
  {
    state: oneOf("LIVE", "STALE"),
    sequence: float64("ring sequence"),
    venueSequence: float64("venue sequence"),
    receivedAt: float64("ns"),
    bidCount: int32("levels"),
    /** Pairs, best first: price in ticks, size in lots. Bids, then asks. */
    levels: levels("ticks, lots"),
  },
  { slots: INSTRUMENTS_MAX, levelsMax: BOOK_LEVELS * 2 },
);
