/**
 * Where everything lives in a topic's shared memory.
 *
 * ```text
 *   line 0        line 1        line 2            line 3     3 lines a reader slot
 *   +-------------+-------------+-----------------+----------+------------------------+------
 *   | magic, ver. | tail i32    | owner, epoch,   | full     | state, kind, bell      | ring
 *   | capacity    | next        | slots, changes, | evicted  | delivered, expected    |
 *   | first s. f64| sequence f64| epoch seq. f64  |          | released               |
 *     constant      writer,       writer and main,  writer     main, reader, reader
 *                   each commit   rarely
 *
 *   a record, aligned to 8:
 *   +------------+--------------------+--------------+-----------------+---------+
 *   | commit i32 | type, version i32  | sequence f64 | committedAt f64 | payload |
 *   +------------+--------------------+--------------+-----------------+---------+
 *   commit = bytes of header and payload | records that follow in the batch << 24
 * ```
 *
 * Padding is the first 8 bytes of a record of type 0xFFFF whose length reaches the ring's end; it
 * takes no sequence. A commit word of 0 is a record that nobody has published. Positions are byte
 * positions that only grow, and wrap at 2^32; sequences are whole numbers below 2^53.
 */
import { LINE_BYTES } from "./lines.ts";

/** Returned by a claim when a gating reader has not yet freed enough space. */
export const TOPIC_FULL = -1;
/** Commit word, type and version, sequence and time of commit. */
export const RECORD_HEADER_BYTES = 24;
export const RECORD_ALIGN_BYTES = 8;
/** The next header must be free as well: its commit word is zeroed before each commit. */
export const NEXT_HEADER_BYTES = 8;
/** Type of the bytes that nobody reads before the ring's end. */
export const TYPE_PADDING = 0xffff;
export const TYPE_MASK = 0xffff;
/** Reader slots of a topic. */
export const READERS_MAX = 64;
export const BATCH_RECORDS_MAX = 256;
/** The commit word has 24 bits for a record's bytes. */
export const RECORD_BYTES_MAX = 0xff_fff8;
export const LENGTH_MASK = 0xff_ffff;
export const FOLLOWERS_SHIFT = 24;

export const TOPIC_MAGIC = 0x4f43_5450;
export const TOPIC_VERSION = 2;

const WORDS = LINE_BYTES / 4;

/** Indices of int32 words. */
export const MAGIC_INDEX = 0;
export const VERSION_INDEX = 1;
export const CAPACITY_INDEX = 2;
export const TAIL_INDEX = WORDS;
export const OWNER_INDEX = 2 * WORDS;
export const EPOCH_INDEX = 2 * WORDS + 1;
/** Slots ever used: nobody looks beyond. */
export const SLOTS_INDEX = 2 * WORDS + 2;
/** Grows when a slot is taken or freed, so that the writer looks whom it must wake. */
export const SLOT_CHANGES_INDEX = 2 * WORDS + 3;
export const FULL_INDEX = 3 * WORDS;
export const EVICTED_INDEX = 3 * WORDS + 1;

/** Indices of float64 words. */
export const FIRST_SEQUENCE_INDEX = 2;
export const NEXT_SEQUENCE_INDEX = (LINE_BYTES + 8) / 8;
export const EPOCH_SEQUENCE_INDEX = (2 * LINE_BYTES + 24) / 8;

const SLOTS_OFFSET = 4 * LINE_BYTES;
const SLOT_LINES = 3;

/** Byte offset of the ring in a topic's memory. */
export const DATA_OFFSET = SLOTS_OFFSET + READERS_MAX * SLOT_LINES * LINE_BYTES;

/** Index of the state word of a reader slot; kind and bell line follow it. */
export function stateIndex(slot: number): number {
  return SLOTS_OFFSET / 4 + slot * SLOT_LINES * WORDS;
}

export const KIND_FROM_STATE = 1;
export const BELL_FROM_STATE = 2;
export const DELIVERED_FROM_STATE = WORDS;
export const RELEASED_FROM_STATE = 2 * WORDS;

/** Index, in float64 words, of the sequence that a reader expects next. */
export function expectedIndex(slot: number): number {
  return (SLOTS_OFFSET + (slot * SLOT_LINES + 1) * LINE_BYTES + 8) / 8;
}

/** States of a slot. What a reader is to its writer is one word, so that it changes at once. */
export const SLOT_FREE = 0;
export const SLOT_GATING = 1;
export const SLOT_EVICTABLE = 2;
export const SLOT_EVICTED = 3;

/** What a slot is while it is not evicted. */
export const KIND_GATE = 0;
export const KIND_EVICT = 1;

/** Rounds a record's bytes up to the next multiple of 8. */
export function alignRecord(bytes: number): number {
  return (bytes + (RECORD_ALIGN_BYTES - 1)) & ~(RECORD_ALIGN_BYTES - 1);
}

/** Bytes of the largest batch, and so of the largest record. */
export function batchBytesMaxOf(capacityBytes: number): number {
  return Math.min(capacityBytes / 8, RECORD_BYTES_MAX);
}
