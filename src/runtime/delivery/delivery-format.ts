/**
 * The delivery log of one life of an actor: what it took, in which order, and what it was answered.
 *
 * ```text
 *   a segment, mapped into the memory of the actor's thread:
 *   0       4         8           12        16
 *   +-------+---------+-----------+---------+---------------------------------+
 *   | magic | version | committed | ended   | entries; zeros behind committed |
 *   +-------+---------+-----------+---------+---------------------------------+
 *   `committed` counts the bytes of entries; what lies behind it does not count. An entry may go on
 *   in the next segment, which is begun only when this one is full. `ended` is 1 when the recording
 *   ended before the life did, and 2 when it did because the actor keeps files of its own: then the
 *   life cannot be run again.
 *
 *   an entry: one byte, kind | small number << 4 (15: a varint follows), then what the kind has
 *     BEGIN 0|1    body: all that the life began with; 1: it goes on with a rehearsed state
 *     SOURCE s     text: name of the actor whose topic is source s from here on
 *     NEXT s       one record of source s: the one behind the last that had a handler
 *     RUN s        varint skipped, varint count: so many that have a handler, behind `skipped` others
 *     TOLD 0|1     body: what the loop said, a peer or a gap
 *     CALL c       open, enter, settle; stop: text; reconfigure: body; snapshot
 *     TIMER n      timer n went off
 *     COMPLETION c varint n, and what I/O n brought (`completion.ts`)
 *     TYPES        body: message types that came while it runs
 *     SHOWN        a life that was held is shown from here on
 *   belonging to the entry before, of a run to its last record:
 *     ANSWER q     varint calls since the last one noted, and the answer to question q (`answer.ts`)
 *     SAID n       the handler has returned, and has sent n messages
 *     THREW n      text: the handler threw; n messages of it were published before
 *     BODY n       uint32: CRC-32 of the body of request n, which is known only once it was read
 * ```
 *
 * Only answers that differ from the last to the same question are noted, so a question that has no
 * entry is answered as before. A body is msgpack behind a varint of its bytes, a text UTF-8 likewise, a
 * time a varint: 1 + the zigzag difference to the time before, or 0 and a float64. All words are
 * little-endian.
 *
 * Invariant: entries are committed before anything that their handlers said is published.
 */

export const SEGMENT_MAGIC = 0x4f43_444c;
export const DELIVERY_VERSION = 2;
export const SEGMENT_HEAD_BYTES = 16;

/** Indices of the int32 words of a segment's head. */
export const MAGIC_WORD = 0;
export const VERSION_WORD = 1;
export const COMMITTED_WORD = 2;
export const ENDED_WORD = 3;

/** Values of the word `ended`, by why the recording ended; 0 when it did not. */
export const ENDED = { EARLY: 1, OWN_FILES: 2 } as const;

export type RecordingEnd = keyof typeof ENDED;

/** A small number beside a kind that stands for: it follows as a varint. */
export const FOLLOWS = 15;

/** Kinds of entries. 0 is none: a segment is made of zeros. */
export const KIND = {
  BEGIN: 1,
  SOURCE: 2,
  NEXT: 3,
  RUN: 4,
  TOLD: 5,
  CALL: 6,
  TIMER: 7,
  COMPLETION: 8,
  TYPES: 9,
  SHOWN: 10,
  BODY: 11,
  ANSWER: 12,
  SAID: 13,
  THREW: 14,
} as const;

/** Calls of handlers that no record, timer or completion is for, by their number in an entry. */
export const CALLS = ["OPEN", "ENTER", "SETTLE", "STOP", "RECONFIGURE", "SNAPSHOT"] as const;

export type Call = (typeof CALLS)[number];
