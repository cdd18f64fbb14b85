/**
 * The records of one segment as they lie there: those of whole groups, those of a group without its
 * COMMIT, and, where something is damaged, those that are whole behind it.
 */
import type { FileRecord } from "../../runtime/codec/record-file.ts";
import { alignFrame, FRAME_ALIGN_BYTES } from "../../runtime/codec/record-frame.ts";
import {
  frameBytesAt,
  recordAt,
  sumOfSegment,
} from "../../runtime/journal/format/journal-frame.ts";
import { MARK_COMMIT, readCommit } from "../../runtime/journal/format/mark.ts";
import { HEADER_BYTES, type SegmentHeader } from "../../runtime/journal/format/segment-header.ts";
import type { ReadSegment } from "./journal-view.ts";

/**
 * How much is known of a record beyond its own checksum. `WHOLE`: its group is closed and in the chain.
 * `OPEN`: its group has no COMMIT, so nobody was told of it. `BEHIND`: something before it is damaged.
 */
export type Standing = "WHOLE" | "OPEN" | "BEHIND";

export type RawRecord = {
  /** Its payload lies in the segment's bytes, which the next segment overwrites. */
  readonly record: FileRecord;
  readonly journalSequence: number;
  /** Where its frame begins. Bytes. */
  readonly offset: number;
  readonly standing: Standing;
};

/** What cannot be read, and from where on. */
export type SegmentDamage = {
  readonly offset: number;
  /** Journal sequence of the first record that is not there as it was written. */
  readonly sequence: number;
  readonly message: string;
};

export type SegmentPiece =
  | { readonly kind: "RECORD"; readonly raw: RawRecord }
  | { readonly kind: "DAMAGE"; readonly damage: SegmentDamage };

/** All that can be read of a segment, in its order. */
export function* segmentRecords(
  { bytes, scan }: ReadSegment,
  header: SegmentHeader,
): Generator<SegmentPiece, undefined> {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const segmentSum = sumOfSegment(header.segmentId);
  let journalSequence = header.firstSequence;
  for (let at = HEADER_BYTES; at < scan.stopAt; journalSequence += 1) {
    const frameBytes = frameBytesAt(bytes, data, at, segmentSum);
    const standing = at < scan.closedAt ? "WHOLE" : "OPEN";
    const record = recordAt(bytes, data, at, frameBytes);
    yield { kind: "RECORD", raw: { record, journalSequence, offset: at, standing } };
    at += alignFrame(frameBytes);
  }
  const { verdict, stopAt, stopSequence } = scan;
  if (verdict.kind !== "DAMAGED") return;
  const { message } = verdict;
  yield { kind: "DAMAGE", damage: { offset: stopAt, sequence: stopSequence, message } };
  yield* behindDamage(bytes, data, { segmentSum, stopAt });
}

/**
 * Frames that are whole behind the damage. Which sequences they have only their COMMIT says, so those
 * that none closes are left out.
 */
function* behindDamage(
  bytes: Uint8Array,
  data: DataView,
  from: { readonly segmentSum: number; readonly stopAt: number },
): Generator<SegmentPiece, undefined> {
  let open: { record: FileRecord; offset: number }[] = [];
  let at = from.stopAt;
  while (at < bytes.length) {
    const frameBytes = frameBytesAt(bytes, data, at, from.segmentSum);
    if (frameBytes === 0) {
      open = [];
      at += FRAME_ALIGN_BYTES;
      continue;
    }
    const record = recordAt(bytes, data, at, frameBytes);
    open.push({ record, offset: at });
    at += alignFrame(frameBytes);
    if (record.type !== MARK_COMMIT || readCommit(record.payload) === null) continue;
    const first = record.sequence - open.length + 1;
    for (const [index, one] of open.entries()) {
      const raw = { ...one, journalSequence: first + index, standing: "BEHIND" } as const;
      yield { kind: "RECORD", raw };
    }
    open = [];
  }
}
