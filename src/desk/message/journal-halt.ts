/** Board of the journal, one slot: why it writes no more. Never put while it does. */
import { definePacked } from "../../runtime/codec/define-packed.ts";

export type JournalHaltBody = {
  /** Of the system, `ENOSPC` for instance, or `REFUSED` when it could not be opened. */
  readonly code: string;
  /** For people, in one line. */
  readonly reason: string;
};

export const JournalHalt = definePacked<JournalHaltBody>("journal-halt", 1, {
  slots: 1,
  slotBytes: 2_048,
});
