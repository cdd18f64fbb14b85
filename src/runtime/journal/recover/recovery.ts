/** What a journal that was opened has of the lives before: how the last one ended, and its records. */
import type { FileRecord } from "../../codec/record-file.ts";
import { alignFrame, TYPE_AT } from "../../codec/record-frame.ts";
import { TYPE_ACTOR } from "../../codec/type-table.ts";
import { tornName } from "../format/file-names.ts";
import { frameBytesAt, ownRecordAt, sumOfSegment } from "../format/journal-frame.ts";
import { MARK_COMMIT } from "../format/mark.ts";
import { HEADER_BYTES, type RunIdentity } from "../format/segment-header.ts";
import type { Snapshot } from "../snapshot/snapshot-file.ts";
import type { JournalFolder } from "../storage/journal-folder.ts";
import type { HaltRecord } from "../write/halt.ts";
import type { Inspection, ScannedSegment } from "./inspect-journal.ts";
import type { SegmentScan } from "./scan-segment.ts";

/** How the last run ended: by its own word, without one, or with a disk that failed. */
export type RunStatus = "ENDED" | "CRASHED" | "HALTED";

export type JournalRecord = FileRecord & {
  readonly journalSequence: number;
  /** False when it was on the disk without anybody having been told: its sync never returned. */
  readonly isAcknowledged: boolean;
};

export type Recovery = {
  /** Null when the journal was empty. */
  readonly previous: { readonly run: RunIdentity; readonly status: RunStatus } | null;
  /** Why the last run halted; null unless it did. */
  readonly halt: HaltRecord | null;
  /** Journal sequence up to which callers may have been told that all is on the disk. 0 for none. */
  readonly acknowledgedSequence: number;
  /** Records behind it that are whole all the same: kept, and marked. */
  readonly recoveredRecords: number;
  /** Bytes of a torn end that were taken away, and kept in `tornFile`. */
  readonly tornBytes: number;
  readonly tornFile: string | null;
  /** The newest one; null when the state begins with the first record. */
  readonly snapshot: Snapshot | null;
  /** Snapshots that are not used as they are damaged: reason for an alarm. */
  readonly refusedSnapshots: readonly string[];
  /**
   * Records behind the snapshot in their order, up to the last one of the lives before, COMMITs left
   * out. The entries that explain them come with them, whatever the snapshot holds. It throws a
   * StorageError when the disk fails.
   */
  readonly records: () => Generator<JournalRecord, undefined>;
};

/** What {@link inspectJournal} found, as whoever goes on from it is told. */
export function recoveryOf(folder: JournalFolder, inspection: Inspection): Recovery {
  const { last, snapshot, halt, refusedSnapshots } = inspection;
  const after = snapshot?.sequence ?? 0;
  const found = {
    halt,
    snapshot,
    refusedSnapshots,
    records: () => readRecords(folder, inspection, after),
  };
  if (last === null) {
    return {
      ...found,
      previous: null,
      acknowledgedSequence: 0,
      recoveredRecords: 0,
      tornBytes: 0,
      tornFile: null,
    };
  }
  const { name, header, scan } = last;
  const from = unacknowledgedFrom(scan);
  const torn = tornName(name);
  const tornBytes = scan.verdict.kind === "TORN" ? scan.verdict.tornBytes : 0;
  const ended = scan.isRunEnded ? "ENDED" : "CRASHED";
  return {
    ...found,
    previous: { run: header.run, status: halt === null ? ended : "HALTED" },
    acknowledgedSequence: from - 1,
    recoveredRecords: scan.sealedRecords > 0 ? scan.sealedRecords : scan.stopSequence - from,
    tornBytes,
    tornFile: tornBytes > 0 || inspection.names.includes(torn) ? torn : null,
  };
}

/** Journal sequence from which on nobody was told of a segment's records. */
export function unacknowledgedFrom(scan: SegmentScan): number {
  return scan.closedSequence + (scan.sealedRecords > 0 ? -scan.sealedRecords : 1);
}

/** The records of segments that were inspected, from behind `after`. */
export function* readRecords(
  folder: JournalFolder,
  { scanned }: Pick<Inspection, "scanned">,
  after: number,
): Generator<JournalRecord, undefined> {
  // Used again: each record has a payload of its own.
  let bytes: Uint8Array | null = null;
  for (const segment of scanned) {
    bytes = folder.readAll(segment.name, bytes);
    yield* readSegment(bytes, segment, after);
  }
}

function* readSegment(
  bytes: Uint8Array,
  { name, header, scan }: ScannedSegment,
  after: number,
): Generator<JournalRecord, undefined> {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const segmentSum = sumOfSegment(header.segmentId);
  const unacknowledged = unacknowledgedFrom(scan);
  let journalSequence = header.firstSequence;
  for (let at = HEADER_BYTES; at < scan.stopAt; journalSequence += 1) {
    const frameBytes = frameBytesAt(bytes, data, at, segmentSum);
    if (frameBytes === 0) throw new Error(`${name} has changed since it was inspected`);
    const type = data.getUint16(at + TYPE_AT, true);
    const start = at;
    at += alignFrame(frameBytes);
    if (type === MARK_COMMIT) continue;
    if (journalSequence <= after && type < TYPE_ACTOR) continue;
    const isAcknowledged = journalSequence < unacknowledged;
    yield journalRecord(
      ownRecordAt(bytes, data, start, frameBytes),
      journalSequence,
      isAcknowledged,
    );
  }
}

/** Field by field: a spread of millions of records is most of what they cost. */
function journalRecord(
  record: FileRecord,
  journalSequence: number,
  isAcknowledged: boolean,
): JournalRecord {
  const { type, version, sequence, committedAt, actor, flags, wallMicros, payload } = record;
  return {
    type,
    version,
    sequence,
    committedAt,
    actor,
    flags,
    wallMicros,
    payload,
    journalSequence,
    isAcknowledged,
  };
}
