/** What the console may know of the desk's record: its journal, and the audit log that follows it. */

/** By the journal's boards, and by the topics that it reads. */
export type JournalView = {
  /** OPENING: it has not said yet. HALTED: its disk has failed, and only a start makes it write again. */
  readonly state: "OPENING" | "WRITING" | "HALTED" | "ENDED";
  /** Why it is halted; empty while it is not. */
  readonly reason: string;
  /** Journal sequence up to which all is on the disk. */
  readonly durableSequence: number;
  /** Messages of risk, executions and main that were said and are not on the disk yet. */
  readonly waiting: number;
  /** How long some of them wait, as far as was seen; 0 when none does. Milliseconds. */
  readonly waitedMs: number;
  /** How long it lets wait what nobody waits for: its own setting. Milliseconds. */
  readonly pauseMs: number;
  /** Of its last sync, its write included; NaN before the first. Milliseconds. */
  readonly syncMs: number;
};

/** By the audit log's board. */
export type AuditView = {
  readonly state: "OPENING" | "WRITING" | "HALTED" | "ENDED";
  /** Why it is halted; empty while it is not. */
  readonly reason: string;
  /** Leaves that the newest checkpoint covers. */
  readonly size: number;
  /** Of that checkpoint, base64; empty before the first. */
  readonly root: string;
  /** Since it was signed; NaN before the first. Milliseconds. */
  readonly ageMs: number;
  /** How long some record is on the disk without a checkpoint, as far as was seen. Milliseconds. */
  readonly waitedMs: number;
};

export type RecordView = {
  /** Whether an order waits until its approval is on the disk. */
  readonly durability: "sync" | "none";
  /** Null when the desk has none. */
  readonly journal: JournalView | null;
  /** Null when the desk has none. */
  readonly audit: AuditView | null;
};

/** Why nothing is recorded any more; null while something is, or when nothing ever was to be. */
export function journalHaltOf({ journal }: RecordView): string | null {
  return journal?.state === "HALTED" ? `the journal writes no more: ${journal.reason}` : null;
}
