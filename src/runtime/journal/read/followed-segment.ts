/**
 * Where a follower is in one segment: how far it has read, and what the group that it is in must close
 * with. Each record is checked as recovery checks it: its checksum, its group, its group's COMMIT.
 */
import type { FileRecord } from "../../codec/record-file.ts";
import { alignFrame } from "../../codec/record-frame.ts";
import { isSameHash } from "../format/chain.ts";
import { recordAt, sumOfSegment } from "../format/journal-frame.ts";
import { type Commit, MARK_COMMIT, readCommit } from "../format/mark.ts";
import { HEADER_BYTES } from "../format/segment-header.ts";
import { quarantine } from "../recover/journal-refusal.ts";
import type { Segment } from "../recover/read-segments.ts";
import type { JournalFile } from "../storage/journal-file.ts";
import type { FrameWindow } from "./frame-window.ts";

export class FollowedSegment {
  readonly firstSequence: number;
  /** As it was found; it may have another name by now. */
  readonly #name: string;
  readonly #segmentSum: number;
  #at = HEADER_BYTES;
  #nextSequence: number;
  #groups = 0;
  #groupFirst: number;
  /** Hash of all groups that are closed. */
  #chain: Uint8Array;
  #hasher: Bun.CryptoHasher;

  constructor({ name, header }: Segment) {
    this.firstSequence = header.firstSequence;
    this.#name = name;
    this.#segmentSum = sumOfSegment(header.segmentId);
    this.#nextSequence = header.firstSequence;
    this.#groupFirst = header.firstSequence;
    this.#chain = header.chainBefore;
    this.#hasher = hasherOf(header.chainBefore);
  }

  /** Journal sequence of the record that {@link read} gives next. */
  get nextSequence(): number {
    return this.#nextSequence;
  }

  /** Offset of that record in the file. Bytes. */
  get position(): number {
    return this.#at;
  }

  /** Hash that the segment behind it goes on from, once all of this one was read. */
  get chain(): Uint8Array {
    return this.#chain;
  }

  /** Whether all groups that were begun are closed. */
  get isClosed(): boolean {
    return this.#groupFirst === this.#nextSequence;
  }

  /**
   * The next record, whose payload lies in the window; null where no whole one stands.
   *
   * @throws {RefusalError} When it is none of the group that it should be of.
   */
  read(file: JournalFile, window: FrameWindow): FileRecord | null {
    const frameBytes = window.frameBytes(file, this.#at, this.#segmentSum);
    if (frameBytes === 0) return null;
    const place = window.placeOf(this.#at);
    const record = recordAt(window.bytes, window.data, place, frameBytes);
    if (record.flags !== this.#groups + 1) {
      this.refuse(`a record is of group ${record.flags}, in group ${this.#groups + 1}`);
    }
    const end = place + alignFrame(frameBytes);
    if (record.type === MARK_COMMIT) this.#close(record);
    else this.#hasher.update(window.bytes.subarray(place, end));
    this.#at += end - place;
    this.#nextSequence += 1;
    if (record.type === MARK_COMMIT) this.#groupFirst = this.#nextSequence;
    return record;
  }

  /** Ends the following: what stands here is not what was written. */
  refuse(message: string): never {
    quarantine(this.#name, this.#at, this.#nextSequence, message);
  }

  #close(record: FileRecord): undefined {
    const chain = this.#hasher.digest();
    const commit = readCommit(record.payload);
    if (commit === null || !this.#isExpected(commit, record, chain)) {
      this.refuse("a group is not what its COMMIT says of it");
    }
    this.#chain = chain;
    this.#hasher = hasherOf(chain);
    this.#groups += 1;
  }

  #isExpected(commit: Commit, { sequence }: FileRecord, chain: Uint8Array): boolean {
    return (
      sequence === this.#nextSequence &&
      commit.firstSequence === this.#groupFirst &&
      commit.count === this.#nextSequence - this.#groupFirst &&
      isSameHash(commit.chain, chain)
    );
  }
}

function hasherOf(chain: Uint8Array): Bun.CryptoHasher {
  return new Bun.CryptoHasher("sha256").update(chain);
}
