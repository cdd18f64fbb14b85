/**
 * Board of a replay venue, a slot a frame in turn: when each frame should have been sent. A feed
 * that counts its frames finds there what the wire cannot carry, so that a pause of the venue's own
 * counts as latency and is not omitted.
 */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64 } from "../../runtime/codec/field.ts";

/** Frames that may be under way at once. */
export const PACE_SLOTS = 1_024;

export const Pace = defineMessage(
  "pace",
  1,
  {
    /** Frames sent on this connection before it. */
    frame: float64("count"),
    intendedAt: float64("ns"),
    sentAt: float64("ns"),
  },
  { slots: PACE_SLOTS },
);
