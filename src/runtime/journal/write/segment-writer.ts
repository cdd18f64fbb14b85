/**
 * The segment that is written to: it knows how far, and what the next record's journal sequence is.
 *
 * Invariant: at most one group is on its way to the disk. The next one is written only when the sync of
 * this one has returned, so behind a group that is not whole there is never a later one.
 */
import type { FileRecord } from "../../codec/record-file.ts";
import { CHAIN_ROOM } from "../format/chain.ts";
import { sumOfSegment } from "../format/journal-frame.ts";
import { CLOSED_BY_WRITER, COMMIT_FRAME_BYTES, markOf } from "../format/mark.ts";
import { encodeHeader, HEADER_BYTES, type SegmentHeader } from "../format/segment-header.ts";
import type { JournalFile } from "../storage/journal-file.ts";
import type { GroupBuffer } from "./group-buffer.ts";

/** Kept free at the end of a segment, for the group that closes it. */
export const CLOSING_BYTES = 512;

/** Monotonic nanoseconds, and microseconds since the epoch. */
export type JournalClock = { now(): number; wall(): number };

export class SegmentWriter {
  readonly header: SegmentHeader;
  readonly #file: JournalFile;
  readonly #group: GroupBuffer;
  readonly #clock: JournalClock;
  #position = HEADER_BYTES;
  #nextSequence: number;

  /** @param file Zeros of `header.segmentBytes`, on the disk. Nothing is written before {@link commit}. */
  constructor(file: JournalFile, header: SegmentHeader, group: GroupBuffer, clock: JournalClock) {
    this.header = header;
    this.#file = file;
    this.#group = group;
    this.#clock = clock;
    this.#nextSequence = header.firstSequence;
    group.beginSegment(sumOfSegment(header.segmentId), header.chainBefore);
  }

  /** Journal sequence that the next record gets. */
  get nextSequence(): number {
    return this.#nextSequence;
  }

  /** Hash of all groups up to the last one that was committed. */
  get chain(): Uint8Array {
    return this.#group.chain;
  }

  /** Whether `frameBytes` more fit behind what waits, with the room for closing left free. */
  hasRoom(frameBytes: number): boolean {
    const end = this.#position + this.#group.usedBytes + frameBytes + COMMIT_FRAME_BYTES;
    return end + CLOSING_BYTES <= this.header.segmentBytes;
  }

  /** Adds a record to the group. Returns its journal sequence. */
  add(record: FileRecord): number {
    this.#group.add(record);
    this.#nextSequence += 1;
    return this.#nextSequence - 1;
  }

  /** Adds what the journal itself says. */
  addMark(type: number, body: object): number {
    const { now, wall } = this.#times();
    const head = { sequence: this.#nextSequence, committedAt: now, wallMicros: wall };
    return this.add(markOf(type, body, head));
  }

  /** Writes the header into the file that is to be the segment: before its first group is committed. */
  writeHeader(): undefined {
    this.#file.write(encodeHeader(this.header), 0, HEADER_BYTES, 0);
  }

  /**
   * Writes and syncs all that waits, as one group. Throws when the disk fails; then it is over.
   *
   * @returns how long the sync took. Nanoseconds
   */
  commit(): number {
    const { now, wall } = this.#times();
    this.#group.close(this.#nextSequence, CLOSED_BY_WRITER, { committedAt: now, wallMicros: wall });
    const { bytes, end } = this.#group;
    this.#file.write(bytes, CHAIN_ROOM, end, this.#position);
    const syncNs = this.#file.sync();
    this.#position += end - CHAIN_ROOM;
    this.#nextSequence += 1;
    this.#group.beginGroup();
    return syncNs;
  }

  close(): undefined {
    this.#file.close();
  }

  #times(): { now: number; wall: number } {
    return { now: this.#clock.now(), wall: this.#clock.wall() };
  }
}
