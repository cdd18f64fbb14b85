/**
 * A frame of a journal: the framing of all files of records, with a checksum that also covers the id
 * of its segment. So what a file held in a former life, or what belongs to another file, is no frame.
 *
 * The word `flags` is the number of the record's group within its segment, 1 up: groups are written
 * one after the other, each synced before the next, so it says what must have been on the disk.
 */
import { crc32c } from "../../codec/crc32c.ts";
import type { FileRecord } from "../../codec/record-file.ts";
import {
  ACTOR_AT,
  alignFrame,
  BYTES_AT,
  CHECKSUM_AT,
  COMMIT_AT,
  COMMITTED_AT,
  FLAGS_AT,
  FRAME_HEAD_BYTES,
  RECORD_HEAD_BYTES,
  SEQUENCE_AT,
  TYPE_AT,
  WALL_AT,
} from "../../codec/record-frame.ts";

/** Largest payload of a record in a journal. Bytes. */
export const PAYLOAD_BYTES_MAX = 1 << 20;
export const JOURNAL_FRAME_BYTES_MAX = FRAME_HEAD_BYTES + PAYLOAD_BYTES_MAX;

/** Checksum of a segment's id: what the checksum of each of its frames goes on from. */
export function sumOfSegment(segmentId: Uint8Array): number {
  return crc32c(segmentId, 0, segmentId.length);
}

/** Checksum of the frame at `start`, never 0: that stands for none, and a journal takes no such frame. */
export function sumOfFrame(
  bytes: Uint8Array,
  start: number,
  frameBytes: number,
  segmentSum: number,
): number {
  return crc32c(bytes, start + COMMIT_AT, start + frameBytes, segmentSum) || 0xffff_ffff;
}

/** Bytes of the whole frame at `start`, without its padding; 0 when there is none. */
export function frameBytesAt(
  bytes: Uint8Array,
  data: DataView,
  start: number,
  segmentSum: number,
): number {
  const frameBytes = lengthAt(bytes, data, start);
  if (frameBytes === 0) return 0;
  const end = start + alignFrame(frameBytes);
  const checksum = data.getUint32(start + CHECKSUM_AT, true);
  if (checksum !== sumOfFrame(bytes, start, frameBytes, segmentSum)) return 0;
  for (let at = start + frameBytes; at < end; at += 1) if (bytes[at] !== 0) return 0;
  return frameBytes;
}

/**
 * Bytes that the frame at `start` says it has, without its padding: its two lengths agree, and its end is
 * within `bytes`. Nothing else of it is looked at. 0 when that is not so.
 */
export function lengthAt(bytes: Uint8Array, data: DataView, start: number): number {
  const left = bytes.length - start;
  if (left < FRAME_HEAD_BYTES) return 0;
  const frameBytes = data.getUint32(start + BYTES_AT, true);
  if (!(frameBytes >= FRAME_HEAD_BYTES && frameBytes <= JOURNAL_FRAME_BYTES_MAX)) return 0;
  const end = start + alignFrame(frameBytes);
  if (end > bytes.length) return 0;
  const recordBytes = frameBytes - FRAME_HEAD_BYTES + RECORD_HEAD_BYTES;
  return data.getInt32(start + COMMIT_AT, true) === recordBytes ? frameBytes : 0;
}

/** The record of a frame that {@link frameBytesAt} has found whole. Its payload lies in `bytes`. */
export function recordAt(
  bytes: Uint8Array,
  data: DataView,
  start: number,
  frameBytes: number,
): FileRecord {
  const at = bytes.byteOffset + start + FRAME_HEAD_BYTES;
  const payload = new Uint8Array(bytes.buffer, at, frameBytes - FRAME_HEAD_BYTES);
  return recordOf(data, start, payload);
}

/** The same, with a payload that keeps what it says when `bytes` are used again. */
export function ownRecordAt(
  bytes: Uint8Array,
  data: DataView,
  start: number,
  frameBytes: number,
): FileRecord {
  const payload = new Uint8Array(frameBytes - FRAME_HEAD_BYTES);
  // Without a view of the part, which costs more than the copy.
  Buffer.prototype.copy.call(bytes, payload, 0, start + FRAME_HEAD_BYTES, start + frameBytes);
  return recordOf(data, start, payload);
}

function recordOf(data: DataView, start: number, payload: Uint8Array): FileRecord {
  const typeAndVersion = data.getUint32(start + TYPE_AT, true);
  return {
    type: typeAndVersion & 0xffff,
    version: typeAndVersion >>> 16,
    sequence: data.getFloat64(start + SEQUENCE_AT, true),
    committedAt: data.getFloat64(start + COMMITTED_AT, true),
    actor: data.getInt32(start + ACTOR_AT, true),
    flags: data.getInt32(start + FLAGS_AT, true),
    wallMicros: data.getFloat64(start + WALL_AT, true),
    payload,
  };
}

/** Writes a frame whose checksum is for the segment. Returns where the next one begins. */
export function writeFrame(
  bytes: Uint8Array,
  data: DataView,
  start: number,
  record: FileRecord,
  group: number,
  segmentSum: number,
): number {
  const { payload } = record;
  const frameBytes = FRAME_HEAD_BYTES + payload.length;
  const end = start + alignFrame(frameBytes);
  data.setUint32(start + BYTES_AT, frameBytes, true);
  data.setInt32(start + COMMIT_AT, RECORD_HEAD_BYTES + payload.length, true);
  data.setUint32(start + TYPE_AT, record.type + record.version * 0x1_0000, true);
  data.setFloat64(start + SEQUENCE_AT, record.sequence, true);
  data.setFloat64(start + COMMITTED_AT, record.committedAt, true);
  data.setInt32(start + ACTOR_AT, record.actor, true);
  data.setInt32(start + FLAGS_AT, group, true);
  data.setFloat64(start + WALL_AT, record.wallMicros, true);
  bytes.set(payload, start + FRAME_HEAD_BYTES);
  bytes.fill(0, start + frameBytes, end);
  const sum = sumOfFrame(bytes, start, frameBytes, segmentSum);
  data.setUint32(start + CHECKSUM_AT, sum, true);
  return end;
}
