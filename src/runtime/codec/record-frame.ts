/**
 * The one framing of all files of records: message log, journal, archive.
 *
 * ```text
 *   0       4        8             32       36       40            48          bytes    8-aligned
 *   ├───────┼────────┼─────────────┼────────┼────────┼─────────────┼───────────┼────────┤
 *   │ bytes │ CRC    │ header of   │ actor  │ flags  │ wall time   │ payload   │ zeros  │
 *   │ u32   │ 32C u32│ the record  │ i32    │ i32    │ f64 us      │           │        │
 *   ├───────┼────────┼─────────────┼────────┼────────┼─────────────┼───────────┼────────┤
 *                     commit i32, type | version i32, sequence f64, committedAt f64
 * ```
 *
 * `bytes` counts from itself to the payload's end; the next frame begins at the next multiple of 8.
 * All words are little-endian. The commit word counts the header and this payload, nothing behind
 * it. The checksum covers what follows it up to the payload's end; 0 stands for none, so a computed
 * 0 is written as 2^32 - 1.
 */
import { crc32c } from "./crc32c.ts";

export const FRAME_ALIGN_BYTES = 8;
/** Bytes of a frame before its payload. */
export const FRAME_HEAD_BYTES = 48;
/** Bytes of a record's header, as in a ring. */
export const RECORD_HEAD_BYTES = 24;
/** A ring's commit word has 24 bits for a record's bytes. */
export const FRAME_BYTES_MAX = 0xff_ffff + FRAME_HEAD_BYTES - RECORD_HEAD_BYTES;

/** Byte offsets of the words of a frame. */
export const BYTES_AT = 0;
export const CHECKSUM_AT = 4;
export const COMMIT_AT = 8;
export const TYPE_AT = 12;
export const SEQUENCE_AT = 16;
export const COMMITTED_AT = 24;
export const ACTOR_AT = 32;
export const FLAGS_AT = 36;
export const WALL_AT = 40;

/** What a frame says of its payload. */
export type RecordHead = {
  readonly type: number;
  readonly version: number;
  readonly sequence: number;
  /** Nanoseconds, monotonic: comparable within one run only. */
  readonly committedAt: number;
  /** Number of the actor that said it. */
  readonly actor: number;
  readonly flags: number;
  /** Microseconds since the epoch. */
  readonly wallMicros: number;
};

/** Rounds a frame's bytes up to where the next one begins. */
export function alignFrame(bytes: number): number {
  return (bytes + (FRAME_ALIGN_BYTES - 1)) & ~(FRAME_ALIGN_BYTES - 1);
}

/** Checksum of the frame at `start`, never 0. */
export function checksumOf(bytes: Uint8Array, start: number, frameBytes: number): number {
  return crc32c(bytes, start + COMMIT_AT, start + frameBytes) || 0xffff_ffff;
}
