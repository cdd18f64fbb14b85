/** Board of a feed, three slots an instrument: when each stream of it was last heard. */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, int32, oneOf } from "../../runtime/codec/field.ts";
import { INSTRUMENTS_MAX } from "./top.ts";

const STREAMS = ["DEPTH", "QUOTE", "TRADE"] as const;

export const Stream = defineMessage(
  "stream",
  1,
  {
    instrument: int32("instrument"),
    stream: oneOf(...STREAMS),
    /** ABSENT: the venue does not list the instrument. */
    state: oneOf("LIVE", "SYNCHRONISING", "STALE", "ABSENT"),
    /** NaN when it was never heard. */
    lastAt: float64("ns"),
  },
  { slots: INSTRUMENTS_MAX * STREAMS.length },
);

/** Slot of one stream of one instrument. */
export function streamKey(instrument: number, stream: (typeof STREAMS)[number]): number {
  return instrument * STREAMS.length + STREAMS.indexOf(stream);
}
