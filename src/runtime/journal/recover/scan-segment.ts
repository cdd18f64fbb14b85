/**
 * One segment, read from its first record to where it stops. Nothing is believed: each group has its
 * count, its number and its place in the chain, whose hash covers every byte of it. The checksums of
 * its records are looked at where no such hash is: of each COMMIT, and of a group that does not close.
 */
import type { FileRecord } from "../../codec/record-file.ts";
import { alignFrame, FLAGS_AT, TYPE_AT } from "../../codec/record-frame.ts";
import { chainOf, isSameHash } from "../format/chain.ts";
import { frameBytesAt, lengthAt, recordAt, sumOfSegment } from "../format/journal-frame.ts";
import {
  CLOSED_BY_RECOVERY,
  type Commit,
  MARK_COMMIT,
  MARK_RUN_ENDED,
  MARK_SEGMENT_END,
  readCommit,
} from "../format/mark.ts";
import { HEADER_BYTES, type SegmentHeader } from "../format/segment-header.ts";
import { judgeStop, type StopVerdict } from "./judge-stop.ts";
import { lastNonZero } from "./zeros.ts";

/** What a segment holds. Offsets are bytes from the file's start; sequences are the journal's. */
export type SegmentScan = {
  /** Where the last whole group begins: the first one's place when there is none. */
  readonly lastGroupAt: number;
  /** Behind the last whole group, and its last sequence: one before the first when there is none. */
  readonly closedAt: number;
  readonly closedSequence: number;
  /** Whole groups. */
  readonly groups: number;
  /** Records of the last group, when recovery closed it; else 0. */
  readonly sealedRecords: number;
  readonly chain: Uint8Array;
  /** Behind the last whole record, whose group may not be whole. */
  readonly stopAt: number;
  readonly stopSequence: number;
  readonly verdict: StopVerdict;
  /** Whether the last whole group says that the run has ended. */
  readonly isRunEnded: boolean;
};

/** Called for each whole group, with the hash that it closes with. */
export type OnGroup = (lastSequence: number, chain: Uint8Array) => void;

/** Reads `bytes`, which are all of the segment. Never throws. */
export function scanSegment(
  bytes: Uint8Array,
  header: SegmentHeader,
  onGroup: OnGroup = () => {},
): SegmentScan {
  const scan = new Scan(bytes, header);
  while (scan.readGroup()) onGroup(scan.closedSequence, scan.chain);
  return scan.result();
}

class Scan {
  readonly #bytes: Uint8Array;
  readonly #data: DataView;
  readonly #segmentSum: number;
  #lastGroupAt = HEADER_BYTES;
  #closedAt = HEADER_BYTES;
  #groups = 0;
  #sealedRecords = 0;
  #isRunEnded = false;
  /** The last whole group says that nothing follows it here. */
  #isSegmentEnded = false;
  #stopAt = HEADER_BYTES;
  #stopSequence: number;
  #fault: string | null = null;
  closedSequence: number;
  chain: Uint8Array;

  constructor(bytes: Uint8Array, header: SegmentHeader) {
    this.#bytes = bytes;
    this.#data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#segmentSum = sumOfSegment(header.segmentId);
    this.#stopSequence = header.firstSequence;
    this.closedSequence = header.firstSequence - 1;
    this.chain = header.chainBefore;
  }

  /** False where the groups end. */
  readGroup(): boolean {
    return this.#readWhole() || this.#readByRecord();
  }

  /**
   * Takes a group whose bytes its COMMIT's hash covers: then each of its records is what was written,
   * with its checksum. False, and nothing taken, when anything is not as expected: the group is then
   * read record by record, to tell where it stops.
   */
  #readWhole(): boolean {
    const bytes = this.#bytes;
    const data = this.#data;
    let at = this.#closedAt;
    let isRunEnded = false;
    let isSegmentEnded = false;
    for (let count = 0; ; count += 1) {
      const frameBytes = lengthAt(bytes, data, at);
      if (frameBytes === 0 || data.getInt32(at + FLAGS_AT, true) !== this.#groups + 1) return false;
      const type = data.getUint16(at + TYPE_AT, true);
      if (type === MARK_COMMIT) {
        if (!this.#takeWhole(at, count)) return false;
        this.#isRunEnded = isRunEnded;
        this.#isSegmentEnded = isSegmentEnded;
        return true;
      }
      isRunEnded ||= type === MARK_RUN_ENDED;
      isSegmentEnded ||= type === MARK_SEGMENT_END;
      at += alignFrame(frameBytes);
    }
  }

  #takeWhole(at: number, count: number): boolean {
    // The hash does not cover the COMMIT that has it.
    const frameBytes = frameBytesAt(this.#bytes, this.#data, at, this.#segmentSum);
    if (frameBytes === 0) return false;
    this.#stopSequence = this.closedSequence + 1 + count;
    const record = recordAt(this.#bytes, this.#data, at, frameBytes);
    const commit = readCommit(record.payload);
    const chain = chainOf(this.chain, this.#bytes, this.#closedAt, at);
    if (commit === null || !this.#isExpected(commit, record, chain)) return false;
    if (this.#sealedRecords > 0) return false;
    this.#close(commit, chain, at + alignFrame(frameBytes));
    return true;
  }

  /** Each record by its own checksum, up to the first that is not whole. */
  #readByRecord(): boolean {
    let at = this.#closedAt;
    for (let count = 0; ; count += 1) {
      this.#stopAt = at;
      this.#stopSequence = this.closedSequence + 1 + count;
      const frameBytes = frameBytesAt(this.#bytes, this.#data, at, this.#segmentSum);
      if (frameBytes === 0) return false;
      const record = recordAt(this.#bytes, this.#data, at, frameBytes);
      if (record.flags !== this.#groups + 1) {
        return this.#fails(`a record is of group ${record.flags}, in group ${this.#groups + 1}`);
      }
      if (record.type === MARK_COMMIT) {
        return this.#fails(
          this.#sealedRecords > 0
            ? "a group follows one that recovery closed"
            : "a group is not what its COMMIT says of it",
        );
      }
      at += alignFrame(frameBytes);
    }
  }

  result(): SegmentScan {
    const { chain, closedSequence } = this;
    return {
      lastGroupAt: this.#lastGroupAt,
      closedAt: this.#closedAt,
      closedSequence,
      groups: this.#groups,
      sealedRecords: this.#sealedRecords,
      chain,
      stopAt: this.#stopAt,
      stopSequence: this.#stopSequence,
      verdict: this.#verdict(),
      isRunEnded: this.#isRunEnded,
    };
  }

  #close(commit: Commit, chain: Uint8Array, end: number): undefined {
    this.#sealedRecords = commit.closedBy === CLOSED_BY_RECOVERY ? commit.count : 0;
    this.#lastGroupAt = this.#closedAt;
    this.#closedAt = end;
    this.#groups += 1;
    this.#stopAt = end;
    this.closedSequence = this.#stopSequence;
    this.#stopSequence += 1;
    this.chain = chain;
  }

  #isExpected(commit: Commit, { sequence }: FileRecord, chain: Uint8Array): boolean {
    return (
      sequence === this.#stopSequence &&
      commit.firstSequence === this.closedSequence + 1 &&
      commit.count === this.#stopSequence - commit.firstSequence &&
      isSameHash(commit.chain, chain)
    );
  }

  #fails(message: string): false {
    this.#fault = message;
    return false;
  }

  #verdict(): StopVerdict {
    if (this.#fault !== null) return { kind: "DAMAGED", message: this.#fault };
    if (this.#isSegmentEnded && lastNonZero(this.#bytes, this.#stopAt, this.#bytes.length) >= 0) {
      return { kind: "DAMAGED", message: "something stands behind the end of the segment" };
    }
    return judgeStop({
      bytes: this.#bytes,
      data: this.#data,
      segmentSum: this.#segmentSum,
      at: this.#stopAt,
      groupAt: this.#closedAt,
      group: this.#groups + 1,
    });
  }
}
