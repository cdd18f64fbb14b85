/** Board of the audit log, one slot: how far it is, and its newest checkpoint. */
import { definePacked } from "../../runtime/codec/define-packed.ts";

export type AuditStateBody = {
  /**
   * OPENING: it looks for the place in the journal where it had ended. HALTED: it failed, and only a
   * start makes it write again. ENDED: it was stopped.
   */
  readonly state: "OPENING" | "WRITING" | "HALTED" | "ENDED";
  /** Leaves that the newest checkpoint covers. */
  readonly size: number;
  /** Of that checkpoint, base64; empty before the first. */
  readonly root: string;
  /** When it was signed: microseconds since the epoch. */
  readonly signedMicros: number;
  /**
   * Journal sequence up to which every record that is to have one has its leaf under a checkpoint that
   * an anchor has taken, where there are anchors.
   */
  readonly coveredSequence: number;
  /** Journal sequence up to which they have leaves, under a checkpoint or not. */
  readonly followedSequence: number;
  /** Records of the journal that are durable and were not looked at yet. */
  readonly lag: number;
  /** The key that signs, as verifiers are given it; empty while there is none. */
  readonly key: string;
  /** Why it is halted; empty while it is not. */
  readonly reason: string;
};

export const AuditState = definePacked<AuditStateBody>("audit-state", 1, {
  slots: 1,
  slotBytes: 2_048,
});
