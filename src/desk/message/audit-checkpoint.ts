/** What the audit log answers: its newest checkpoint, for whoever compares it with an anchor. */
import { definePacked } from "../../runtime/codec/define-packed.ts";

export type AuditCheckpointBody = {
  /** Leaves that it covers. */
  readonly size: number;
  /** Base64; empty before the first. */
  readonly root: string;
  /** When it was signed: microseconds since the epoch; 0 before the first. */
  readonly signedMicros: number;
  /** The key that signed it, as verifiers are given it. */
  readonly key: string;
};

export const AuditCheckpoint = definePacked<AuditCheckpointBody>("audit-checkpoint", 1);
