/**
 * Why the records of a segment end where they do: nothing more was written, a crash has torn the last
 * group, or what was on the disk is damaged. The first two go on; damage never does, and nothing of it
 * is touched.
 *
 * A torn group follows from how groups are written: into zeros, one at a time, and a disk writes a
 * sector whole or not at all. So
 *
 * - behind it stands no whole frame of another group;
 * - where it stops, a sector of its own is still zeros, or everything behind a byte within its frame
 *   is. A frame that was written in full and is wrong all the same was damaged later.
 *
 * It errs towards damage. The one way in which it takes damage for a torn write: a frame of the last
 * group that was damaged, and whose payload holds a whole sector of zeros.
 */
import {
  alignFrame,
  BYTES_AT,
  COMMIT_AT,
  FLAGS_AT,
  FRAME_ALIGN_BYTES,
  FRAME_HEAD_BYTES,
  RECORD_HEAD_BYTES,
  TYPE_AT,
} from "../../codec/record-frame.ts";
import { frameBytesAt, JOURNAL_FRAME_BYTES_MAX } from "../format/journal-frame.ts";
import { areZeros, lastNonZero } from "./zeros.ts";

/** What a disk writes whole or not at all. Bytes. */
export const SECTOR_BYTES = 512;

export type StopVerdict =
  | { readonly kind: "CLEAN" }
  /** `tornBytes` behind the last whole record are not zero. */
  | { readonly kind: "TORN"; readonly tornBytes: number }
  | { readonly kind: "DAMAGED"; readonly message: string };

/** Where the reading of a segment stopped. */
export type Stop = {
  readonly bytes: Uint8Array;
  readonly data: DataView;
  readonly segmentSum: number;
  /** Offset behind the last whole record. */
  readonly at: number;
  /** Offset behind the last whole group. */
  readonly groupAt: number;
  /** Number of the group that is not whole. */
  readonly group: number;
};

export function judgeStop(stop: Stop): StopVerdict {
  const { bytes, at, groupAt } = stop;
  const last = lastNonZero(bytes, at, bytes.length);
  if (last < 0) return at === groupAt ? { kind: "CLEAN" } : { kind: "TORN", tornBytes: 0 };
  const later = findOtherGroup(stop, last);
  if (later !== null) return { kind: "DAMAGED", message: later };
  const fault = findFault(stop, last);
  if (fault !== null) return { kind: "DAMAGED", message: fault };
  return { kind: "TORN", tornBytes: last + 1 - at };
}

/** A whole frame behind the stop that is not of the group that is not whole. */
function findOtherGroup(stop: Stop, last: number): string | null {
  const { bytes, data, segmentSum, at, group } = stop;
  for (let start = at; start <= last; start += FRAME_ALIGN_BYTES) {
    if (frameBytesAt(bytes, data, start, segmentSum) === 0) continue;
    const found = data.getInt32(start + FLAGS_AT, true);
    if (found !== group) {
      return `a whole record of group ${found} stands at offset ${start}, behind group ${group} that is not whole`;
    }
  }
  return null;
}

/** Why a torn write cannot have left what stands at the stop; null when it can. */
function findFault(stop: Stop, last: number): string | null {
  const { bytes, data, at } = stop;
  const sectorEnd = (Math.floor(at / SECTOR_BYTES) + 1) * SECTOR_BYTES;
  const frameBytes = data.getUint32(at + BYTES_AT, true);
  if (frameBytes === 0) {
    const isUnwritten = areZeros(bytes, at, Math.min(sectorEnd, bytes.length));
    return isUnwritten ? null : "a record's length is 0, and its sector goes on";
  }
  // Nothing but a part of the lengths is there.
  if (last < at + TYPE_AT) return null;
  const end = at + alignFrame(frameBytes);
  const isPossible =
    frameBytes >= FRAME_HEAD_BYTES && frameBytes <= JOURNAL_FRAME_BYTES_MAX && end <= bytes.length;
  if (!isPossible) return `a record says that it has ${frameBytes} bytes`;
  const recordBytes = data.getInt32(at + COMMIT_AT, true);
  if (recordBytes !== 0 && recordBytes !== frameBytes - FRAME_HEAD_BYTES + RECORD_HEAD_BYTES) {
    return "a record's two lengths contradict each other";
  }
  // All behind some byte within the frame is missing.
  if (last < at + frameBytes - 1) return null;
  for (let sector = sectorEnd; sector < end; sector += SECTOR_BYTES) {
    if (areZeros(bytes, sector, Math.min(sector + SECTOR_BYTES, bytes.length))) return null;
  }
  return "a record that was written in full is not what was written";
}
