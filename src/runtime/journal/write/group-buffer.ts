/**
 * The records that wait for their sync, as they will stand in the segment. One buffer, used again and
 * again: the hash that the group goes on from lies before them, so that one call hashes both.
 */
import { assert } from "../../../core/assert.ts";
import type { FileRecord } from "../../codec/record-file.ts";
import { alignFrame, FRAME_HEAD_BYTES } from "../../codec/record-frame.ts";
import { CHAIN_ROOM } from "../format/chain.ts";
import { writeFrame } from "../format/journal-frame.ts";
import {
  COMMIT_FRAME_BYTES,
  type Commit,
  commitPayload,
  fillCommit,
  JOURNAL_ACTOR,
  MARK_COMMIT,
} from "../format/mark.ts";
import { HASH_BYTES } from "../format/segment-header.ts";

export class GroupBuffer {
  /** Frames from {@link CHAIN_ROOM} up to {@link end}. */
  readonly bytes: Uint8Array;
  readonly #data: DataView;
  /** Records of one group may take so much. Bytes. */
  readonly #capacity: number;
  /** Hash that the group closes with, once it is closed. */
  readonly #chain = new Uint8Array(HASH_BYTES);
  readonly #commitBytes = commitPayload();
  readonly #commitData = new DataView(this.#commitBytes.buffer);
  #end = CHAIN_ROOM;
  #count = 0;
  #group = 1;
  #segmentSum = 0;

  constructor(capacityBytes: number) {
    this.#capacity = capacityBytes;
    this.bytes = new Uint8Array(CHAIN_ROOM + capacityBytes + COMMIT_FRAME_BYTES);
    this.#data = new DataView(this.bytes.buffer);
  }

  /** Begins a group of a segment, its first one unless `group` says which. */
  beginSegment(segmentSum: number, chain: Uint8Array, group = 1): undefined {
    assert(this.#count === 0, "a segment begins with an empty group");
    this.#segmentSum = segmentSum;
    this.#group = group;
    this.bytes.set(chain, 0);
  }

  /** Records of the group. */
  get count(): number {
    return this.#count;
  }

  /** Of its records. */
  get usedBytes(): number {
    return this.#end - CHAIN_ROOM;
  }

  /** Offset behind the last frame in {@link bytes}. */
  get end(): number {
    return this.#end;
  }

  /** Hash of all groups up to the last one that was closed. */
  get chain(): Uint8Array {
    return this.#chain;
  }

  hasRoom(frameBytes: number): boolean {
    return this.usedBytes + frameBytes <= this.#capacity;
  }

  add(record: FileRecord): undefined {
    const bytes = alignFrame(FRAME_HEAD_BYTES + record.payload.length);
    assert(this.hasRoom(bytes), "a record is added to a group that has room for it");
    this.#put(record);
    this.#count += 1;
  }

  /** Ends the group with a COMMIT. `sequence` is the COMMIT's own. */
  close(
    sequence: number,
    closedBy: Commit["closedBy"],
    times: Pick<FileRecord, "committedAt" | "wallMicros">,
  ): undefined {
    Bun.SHA256.hash(this.bytes.subarray(0, this.#end), this.#chain);
    const { chain } = this;
    const firstSequence = sequence - this.#count;
    const commit = { count: this.#count, firstSequence, closedBy, chain };
    fillCommit(this.#commitBytes, this.#commitData, commit);
    const payload = this.#commitBytes;
    const head = { type: MARK_COMMIT, version: 1, sequence, actor: JOURNAL_ACTOR, flags: 0 };
    this.#put({ ...head, ...times, payload });
  }

  /** Begins the next group of the segment, once the last one is on the disk. */
  beginGroup(): undefined {
    this.bytes.set(this.#chain, 0);
    this.#end = CHAIN_ROOM;
    this.#count = 0;
    this.#group += 1;
  }

  #put(record: FileRecord): undefined {
    this.#end = writeFrame(
      this.bytes,
      this.#data,
      this.#end,
      record,
      this.#group,
      this.#segmentSum,
    );
  }
}
