/** What an open journal is made of, and how each of its segments begins. */
import { assert } from "../../../core/assert.ts";
import { alignFrame, FRAME_HEAD_BYTES } from "../../codec/record-frame.ts";
import type { EntryType } from "../../codec/record-frames.ts";
import { fileName } from "../format/file-names.ts";
import { PAYLOAD_BYTES_MAX } from "../format/journal-frame.ts";
import { COMMIT_FRAME_BYTES } from "../format/mark.ts";
import { HEADER_BYTES, type RunIdentity, segmentIdOf } from "../format/segment-header.ts";
import type { JournalFolder } from "../storage/journal-folder.ts";
import { DueTime, GROUP_POLICY, type GroupPolicy } from "./due-time.ts";
import { GroupBuffer } from "./group-buffer.ts";
import { SegmentPreparer } from "./segment-preparer.ts";
import { CLOSING_BYTES, type JournalClock, SegmentWriter } from "./segment-writer.ts";

/** An entry that explains a number of the records, as files of records have it. */
export type JournalEntry = { readonly type: EntryType; readonly entry: object };

export type JournalSettings = {
  readonly clock: JournalClock;
  readonly run: RunIdentity;
  /** All types and instruments known now: they stand at the head of each segment. */
  readonly entries: () => readonly JournalEntry[];
  /** Size of a segment. Bytes; 64 MiB unless it is said. */
  readonly segmentBytes?: number;
  /** What may wait for a sync. Bytes; 4 MiB unless it is said, less in a smaller segment. */
  readonly waitingBytesMax?: number;
  readonly policy?: GroupPolicy;
  /** What is kept of retired segments, the newest first. Bytes; all of them unless it is said. */
  readonly retiredBytesMax?: number;
};

const SEGMENT_BYTES = 64 << 20;
const WAITING_BYTES_MAX = 4 << 20;
const RESERVED_BYTES = HEADER_BYTES + COMMIT_FRAME_BYTES + CLOSING_BYTES;

export class JournalParts {
  readonly folder: JournalFolder;
  readonly clock: JournalClock;
  readonly run: RunIdentity;
  readonly group: GroupBuffer;
  readonly due: DueTime;
  readonly preparer: SegmentPreparer;
  /** Of a record. Bytes. */
  readonly payloadBytesMax: number;
  /** Of all retired segments together. Bytes. */
  readonly retiredBytesMax: number;
  readonly #entries: () => readonly JournalEntry[];
  readonly #segmentBytes: number;

  constructor(folder: JournalFolder, settings: JournalSettings) {
    const { clock, run, entries, segmentBytes = SEGMENT_BYTES, policy = GROUP_POLICY } = settings;
    const roomBytes = segmentBytes - RESERVED_BYTES;
    const waitingBytesMax = settings.waitingBytesMax ?? Math.min(WAITING_BYTES_MAX, roomBytes);
    assert(
      segmentBytes % 512 === 0 && waitingBytesMax % 8 === 0,
      "a segment is of whole sectors, and what waits of whole frames",
    );
    assert(
      waitingBytesMax >= CLOSING_BYTES && waitingBytesMax <= roomBytes,
      `what waits fits into a segment: it may be ${CLOSING_BYTES} to ${roomBytes} bytes`,
    );
    this.folder = folder;
    this.clock = clock;
    this.run = run;
    this.group = new GroupBuffer(waitingBytesMax);
    this.due = new DueTime(policy, clock.now);
    this.preparer = new SegmentPreparer(folder, segmentBytes);
    this.payloadBytesMax = Math.min(PAYLOAD_BYTES_MAX, waitingBytesMax - FRAME_HEAD_BYTES);
    this.retiredBytesMax = settings.retiredBytesMax ?? Number.POSITIVE_INFINITY;
    assert(this.retiredBytesMax >= 0, "what is kept of retired segments has no negative size");
    this.#entries = entries;
    this.#segmentBytes = segmentBytes;
  }

  /**
   * Begins the segment of `firstSequence`. It gets its name when its first group is on the disk: a file
   * of that name without one is no work of a crash.
   *
   * @param addMarks Adds what stands before the entries.
   */
  beginSegment(
    firstSequence: number,
    chainBefore: Uint8Array,
    addMarks: (segment: SegmentWriter) => undefined,
  ): SegmentWriter {
    const file = this.preparer.take();
    const header = {
      segmentId: segmentIdOf(this.run.id, firstSequence),
      firstSequence,
      run: this.run,
      chainBefore,
      createdMicros: this.clock.wall(),
      segmentBytes: this.#segmentBytes,
    };
    const segment = new SegmentWriter(file, header, this.group, this.clock);
    segment.writeHeader();
    addMarks(segment);
    for (const { type, entry } of this.#entries()) segment.addMark(type, entry);
    assert(segment.hasRoom(alignFrame(FRAME_HEAD_BYTES)), "a segment has room behind its entries");
    segment.commit();
    this.folder.renameOpen(file, fileName("segment", firstSequence));
    this.folder.sync();
    return segment;
  }

  /** Lets the folder go. */
  release(): undefined {
    this.preparer.close();
    this.folder.unlock();
  }
}
