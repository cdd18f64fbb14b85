/** Board of the journal, one slot: whether it writes, how far it is, and how long its disk takes. */
import { defineMessage } from "../../runtime/codec/define-message.ts";
import { float64, oneOf } from "../../runtime/codec/field.ts";

export const Progress = defineMessage(
  "progress",
  1,
  {
    /** HALTED: the disk has failed, and only a start makes it write again. ENDED: it was stopped. */
    state: oneOf("WRITING", "HALTED", "ENDED"),
    /** Journal sequence up to which all is on the disk. */
    durableSequence: float64("journal sequence"),
    /** Records that wait for their sync. */
    waiting: float64("count"),
    /** Of the last sync, its write included; NaN before the first. */
    syncNs: float64("ns"),
    /** When the last sync returned. */
    syncedAt: float64("ns"),
  },
  { slots: 1 },
);
