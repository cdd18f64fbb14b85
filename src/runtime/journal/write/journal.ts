/**
 * A write-ahead journal, open: records go in, and what is on the disk is told. One writer, synchronous.
 *
 * Invariant: what {@link Journal.durableSequence} tells has been synced. A disk that fails is the end of
 * it: a sync that failed is never tried again, as the system forgets what it could not write and the
 * next sync succeeds. The failure is a value that every later call returns; who comes next reads what is
 * really there.
 */
import { assert } from "../../../core/assert.ts";
import { failWith, type Result, succeed } from "../../../core/result.ts";
import { packBody } from "../../codec/msgpack.ts";
import type { FileRecord } from "../../codec/record-file.ts";
import { alignFrame, FRAME_HEAD_BYTES } from "../../codec/record-frame.ts";
import type { EntryType } from "../../codec/record-frames.ts";
import { fileName } from "../format/file-names.ts";
import { MARK_FIRST, MARK_RUN_ENDED, MARK_SEGMENT_END, MARK_SNAPSHOT } from "../format/mark.ts";
import { hashOfState } from "../snapshot/snapshot-file.ts";
import type { SnapshotKeeper } from "../snapshot/snapshot-keeper.ts";
import { StorageError, type StorageFailure, storageFailureOf } from "../storage/storage-error.ts";
import type { Durability } from "./due-time.ts";
import { DurableSequences } from "./durable-sequences.ts";
import { writeHalt } from "./halt.ts";
import type { JournalParts } from "./journal-parts.ts";
import { forgetRetired } from "./retired-segments.ts";
import type { SegmentWriter } from "./segment-writer.ts";

/** More waits than may: commit, then append it again. */
export const JOURNAL_FULL = -1;
/** The disk has failed: {@link Journal.failure} says how. */
export const JOURNAL_HALTED = -2;

/** Room for what the journal says of itself in one group. Bytes. */
const MARK_BYTES = 512;

export class Journal {
  readonly #parts: JournalParts;
  readonly #snapshots: SnapshotKeeper;
  readonly #durable = new DurableSequences();
  /** First sequences of all segments, oldest first; the last one is written to. */
  readonly #segments: number[];
  #segment: SegmentWriter;
  #durableSequence: number;
  #syncNs = Number.NaN;
  #failure: StorageFailure | null = null;
  #haltFailure: StorageFailure | null = null;
  #isStopped = false;

  /** @param segments First sequences of the segments before, oldest first. */
  constructor(
    parts: JournalParts,
    segment: SegmentWriter,
    snapshots: SnapshotKeeper,
    segments: readonly number[],
  ) {
    this.#parts = parts;
    this.#segment = segment;
    this.#snapshots = snapshots;
    this.#segments = [...segments, segment.header.firstSequence];
    this.#durableSequence = segment.nextSequence - 1;
  }

  /** Why nothing is written any more; null while all is well. It never changes again. */
  get failure(): StorageFailure | null {
    return this.#failure;
  }

  /** Why not even the halt could be written down; null when it was, or there was none. */
  get haltFailure(): StorageFailure | null {
    return this.#haltFailure;
  }

  /** Monotonic nanoseconds by which {@link commit} is due; -Infinity for now, Infinity for nothing. */
  get dueAt(): number {
    return this.#parts.due.at;
  }

  /** Bytes that wait for a sync. */
  get waitingBytes(): number {
    return this.#parts.group.usedBytes;
  }

  /** How long the last sync took. Nanoseconds; NaN before the first. */
  get syncNs(): number {
    return this.#syncNs;
  }

  /** Journal sequence up to which all is on the disk. */
  get durableJournalSequence(): number {
    return this.#durableSequence;
  }

  /** Up to which sequence of an actor's topic all that was appended is on the disk. 0 for nothing. */
  durableSequence(actor: number): number {
    return this.#durable.of(actor);
  }

  /**
   * Takes a record as its topic has it; `flags` are the journal's. It is copied, and not yet written.
   * Begins a new segment, after a commit of what waits, when this one is full.
   *
   * @returns its journal sequence, 1 up, or {@link JOURNAL_FULL}, or {@link JOURNAL_HALTED}
   * @throws {AssertionError} When the record is larger than may be, its type no message's, or its
   *   sequence not behind the last one of its actor.
   */
  append(record: FileRecord, durability: Durability): number {
    const bytes = alignFrame(FRAME_HEAD_BYTES + record.payload.length);
    assert(
      record.payload.length <= this.#parts.payloadBytesMax,
      `a payload in this journal has at most ${this.#parts.payloadBytesMax} bytes`,
    );
    assert(record.type > 0 && record.type < MARK_FIRST, "a record's type is a message's");
    const refusal = this.#makeRoom(bytes);
    if (refusal !== 0) return refusal;
    this.#durable.note(record.actor, record.sequence);
    const sequence = this.#segment.add(record);
    this.#parts.due.note(durability, this.waitingBytes);
    return sequence;
  }

  /** Explains a number of the records behind it, as the head of each segment does. As {@link append}. */
  appendEntry(type: EntryType, entry: object): number {
    const refusal = this.#makeRoom(alignFrame(FRAME_HEAD_BYTES + packBody(entry).length));
    if (refusal !== 0) return refusal;
    const sequence = this.#segment.addMark(type, entry);
    this.#parts.due.note("ASYNC", this.waitingBytes);
    return sequence;
  }

  /** Writes and syncs all that waits; one sync, however many wait. */
  commit(): StorageFailure | null {
    return this.#parts.group.count === 0 ? this.#failure : this.#try(() => this.#commit());
  }

  /** Commits when it is due, else does a piece of what makes the next commit fast. Call it often. */
  tick(now: number): StorageFailure | null {
    if (!(now < this.dueAt)) return this.commit();
    return this.#parts.preparer.isReady
      ? this.#failure
      : this.#try(() => this.#parts.preparer.step());
  }

  /**
   * Halts, behind a commit of what waits, when the disk has less room than the next segment and the next
   * snapshot will need. So a full disk is found out when it is full, and not when it is needed next.
   *
   * @param spareBytes That are to be left beside it, for growth and for others.
   */
  checkRoom(spareBytes: number): StorageFailure | null {
    return this.#try(() => {
      const { folder, preparer, group } = this.#parts;
      const free = folder.freeBytes();
      const needed = preparer.missingBytes + this.#snapshots.newestBytes + spareBytes;
      if (free >= needed) return;
      if (group.count > 0) this.#commit();
      const message = `ENOSPC: ${free} bytes are free, and ${needed} are needed`;
      throw new StorageError(
        "freeBytes",
        "",
        Object.assign(new Error(message), { code: "ENOSPC" }),
      );
    });
  }

  /** Closes the segment behind what waits, and begins the next one. */
  rotate(): StorageFailure | null {
    return this.#try(() => this.#rotate());
  }

  /**
   * Keeps `state` as what all records so far have made. Commits what waits: a snapshot never knows more
   * than the disk.
   *
   * @returns the journal sequence up to which it holds
   */
  snapshot(state: Uint8Array): Result<number, StorageFailure> {
    let sequence = 0;
    const failure = this.#try(() => {
      if (this.#parts.group.count > 0) this.#commit();
      sequence = this.#durableSequence;
      this.#snapshots.write({ sequence, chain: this.#segment.chain.slice(), state });
      if (!this.#segment.hasRoom(MARK_BYTES)) this.#rotate();
      this.#segment.addMark(MARK_SNAPSHOT, { sequence, sha256: hashOfState(state).toHex() });
      this.#commit();
      this.#snapshots.forgetOld();
    });
    return failure === null ? succeed(sequence) : failWith(failure);
  }

  /**
   * Gives segments another name that nobody needs any more: those that the older of two snapshots
   * covers, and whose records an anchored checkpoint of the audit log covers, too. Whoever archives them
   * takes them away; the oldest are removed once all have more than `retiredBytesMax`.
   *
   * @param anchoredSequence Journal sequence up to which such a checkpoint reaches.
   * @returns the new names, oldest first
   */
  retire(anchoredSequence: number): Result<readonly string[], StorageFailure> {
    const retired: string[] = [];
    const bound = Math.min(anchoredSequence, this.#snapshots.coveredSequence);
    const failure = this.#try(() => {
      for (;;) {
        const [first = 0, next = Number.NaN] = this.#segments;
        if (!(next - 1 <= bound)) break;
        const name = fileName("retired", first);
        this.#parts.folder.rename(fileName("segment", first), name);
        this.#segments.shift();
        retired.push(name);
      }
      if (retired.length > 0) this.#parts.folder.sync();
      forgetRetired(this.#parts.folder, this.#parts.retiredBytesMax);
    });
    return failure === null ? succeed(retired) : failWith(failure);
  }

  /** Commits what waits, says that the run has ended, and lets the folder go. The last call. */
  stop(): StorageFailure | null {
    if (this.#isStopped) return this.#failure;
    const failure = this.#try(() => {
      if (this.#parts.group.count > 0) this.#commit();
      this.#segment.addMark(MARK_RUN_ENDED, {});
      this.#close();
    });
    this.#isStopped = true;
    try {
      this.#parts.release();
      return failure;
    } catch (error) {
      return failure ?? storageFailureOf(error);
    }
  }

  /** 0 when a frame of `bytes` fits behind what waits, else the refusal. */
  #makeRoom(bytes: number): number {
    if (this.#failure !== null || this.#isStopped) return JOURNAL_HALTED;
    if (!this.#parts.group.hasRoom(bytes)) return JOURNAL_FULL;
    if (!this.#segment.hasRoom(bytes) && this.rotate() !== null) return JOURNAL_HALTED;
    assert(this.#segment.hasRoom(bytes), "a segment has room for a record behind its entries");
    return 0;
  }

  #commit(): undefined {
    this.#syncNs = this.#segment.commit();
    this.#durableSequence = this.#segment.nextSequence - 1;
    this.#durable.settle();
    this.#parts.due.clear();
  }

  #rotate(): undefined {
    if (this.#parts.group.count > 0) this.#commit();
    this.#close();
    const { nextSequence, chain } = this.#segment;
    this.#segment = this.#parts.beginSegment(nextSequence, chain.slice(), () => {});
    this.#durableSequence = this.#segment.nextSequence - 1;
    this.#segments.push(nextSequence);
  }

  #close(): undefined {
    this.#segment.addMark(MARK_SEGMENT_END, {});
    this.#commit();
    this.#segment.close();
  }

  #try(act: () => undefined): StorageFailure | null {
    if (this.#failure !== null) return this.#failure;
    assert(!this.#isStopped, "a journal that has stopped is asked for nothing");
    try {
      act();
      return null;
    } catch (error) {
      // A fault of ours may have come in the middle of anything: nothing is written behind it.
      this.#isStopped = !(error instanceof StorageError);
      this.#failure = storageFailureOf(error);
      this.#sayWhy(this.#failure);
      return this.#failure;
    }
  }

  #sayWhy(failure: StorageFailure): undefined {
    const { folder, run, clock } = this.#parts;
    try {
      const times = { committedAt: clock.now(), wallMicros: clock.wall() };
      writeHalt(folder, run.id, this.#durableSequence, failure, times);
    } catch (error) {
      this.#haltFailure = storageFailureOf(error);
    }
  }
}
