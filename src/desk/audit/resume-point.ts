/** Where an audit log has ended in the journal: its newest leaf that is of a record. */
import type { TreeStorage } from "../../runtime/io/disk/tree-storage.ts";
import { newestLeaves } from "../../runtime/journal/audit/file/newest-leaves.ts";
import { payloadPath } from "../../runtime/journal/audit/file/tile-path.ts";
import { readLeaf } from "../../runtime/journal/audit/leaf/read-leaf.ts";
import { isOwnKind } from "../../runtime/journal/audit/own-record.ts";
import type { FollowedRecord } from "../../runtime/journal/read/journal-follower.ts";
import { plainNumber } from "./plain-body.ts";

export type ResumePoint = {
  readonly journalSequence: number;
  /** As the leaf has them: a record of another journal has others. */
  readonly sequence: unknown;
  readonly committedAt: unknown;
  readonly wallMicros: unknown;
};

/**
 * Null when no leaf of the log is of a record.
 * @throws Error when the log cannot be read, or a leaf of it is none of ours.
 */
export function resumePointOf(log: TreeStorage): ResumePoint | null {
  for (const bytes of newestLeaves(log)) {
    const { kind, payload, isByHash } = readLeaf(bytes);
    if (isOwnKind(kind)) continue;
    const text = isByHash ? log.read(payloadPath(payload)) : payload;
    if (text === null) throw new Error(`Cannot read the audit log as a payload of ${kind} is gone`);
    const point: unknown = JSON.parse(Buffer.from(text).toString("utf8"));
    if (!isPoint(point)) {
      throw new Error(`Cannot go on with the audit log as its last ${kind} names no record`);
    }
    return point;
  }
  return null;
}

/** Whether the record is the one that the leaf was made of. */
export function isRecordOf(point: ResumePoint, record: FollowedRecord): boolean {
  return (
    record.journalSequence === point.journalSequence &&
    plainNumber(record.sequence) === point.sequence &&
    plainNumber(record.committedAt) === point.committedAt &&
    plainNumber(record.wallMicros) === point.wallMicros
  );
}

function isPoint(value: unknown): value is ResumePoint {
  if (typeof value !== "object" || value === null) return false;
  return "journalSequence" in value && Number.isSafeInteger(value.journalSequence);
}
