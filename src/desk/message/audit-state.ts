/** Board of the audit log, one slot: how far it is, and its newest checkpoint. */
import { definePacked } from "../../runtime/codec/define-packed.ts";

export type AuditStateBody = {
  /** HALTED: it failed, and only a start makes it write again. ENDED: it was stopped. */
  readonly state: "WRITING" | "HALTED" | "ENDED";
  /** Leaves that the newest checkpoint covers. */
  readonly size: number;
  /** Of that checkpoint, base64; empty before the first. */
  readonly root: string;
  /** When it was signed: microseconds since the epoch. */
  readonly signedMicros: number;
  /** Journal sequence up to which every record that is to have one has its leaf under it. */
  readonly coveredSequence: number;
  /** Why it is halted; empty while it is not. */
  readonly reason: string;
};

export const AuditState = definePacked<AuditStateBody>("audit-state", 1, {
  slots: 1,
  slotBytes: 2_048,
});
