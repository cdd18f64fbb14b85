/**
 * Board of the journal, a slot a writer by its number: what of its topic is on the disk. A gateway
 * sends an order when the slot of risk has reached that order's own sequence.
 */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64 } from "../../runtime/codec/field.ts";

/** Numbers of actors are below it. */
export const WRITERS_MAX = 128;

export const Durable = defineMessage(
  "durable",
  1,
  {
    /** All from here to `sequence` is on the disk, without a gap. */
    since: float64("ring sequence"),
    sequence: float64("ring sequence"),
  },
  { slots: WRITERS_MAX },
);
