/** Board of a feed, a slot an instrument: the newest best bid and ask. */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, oneOf } from "../../runtime/codec/field.ts";

/** Most instruments of one desk: the slots of every board that is keyed by instrument. */
export const INSTRUMENTS_MAX = 256;

export const Top = defineMessage(
  "top",
  1,
  {
    /** STALE from a disconnect until the book is synchronised again. */
    state: oneOf("LIVE", "STALE"),
    bidTicks: float64("ticks"),
    bidLots: float64("lots"),
    askTicks: float64("ticks"),
    askLots: float64("lots"),
    /** Sequence in the feed's topic at which it is true. */
    sequence: float64("ring sequence"),
    receivedAt: float64("ns"),
  },
  { slots: INSTRUMENTS_MAX },
);
