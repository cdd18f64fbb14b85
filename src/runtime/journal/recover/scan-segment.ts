/**
 * One segment, read from its first record to where it stops. Nothing is believed: each frame has its
 * checksum, each group its count, its number and its place in the chain.
 */
import type { FileRecord } from "../../codec/record-file.ts";
import { alignFrame } from "../../codec/record-frame.ts";
import { chainOf, isSameHash } from "../format/chain.ts";
import { frameBytesAt, recordAt, sumOfSegment } from "../format/journal-frame.ts";
import {
  CLOSED_BY_RECOVERY,
  type Commit,
  MARK_COMMIT,
  MARK_RUN_ENDED,
  readCommit,
} from "../format/mark.ts";
import { HEADER_BYTES, type SegmentHeader } from "../format/segment-header.ts";
import { judgeStop, type StopVerdict } from "./judge-stop.ts";

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
    let at = this.#closedAt;
    let isRunEnded = false;
    for (let count = 0; ; count += 1) {
      this.#stopAt = at;
      this.#stopSequence = this.closedSequence + 1 + count;
      const frameBytes = frameBytesAt(this.#bytes, this.#data, at, this.#segmentSum);
      if (frameBytes === 0) return false;
      const record = recordAt(this.#bytes, this.#data, at, frameBytes);
      if (record.flags !== this.#groups + 1) {
        return this.#fails(`a record is of group ${record.flags}, in group ${this.#groups + 1}`);
      }
      const end = at + alignFrame(frameBytes);
      if (record.type === MARK_COMMIT) return this.#close(record, at, end, isRunEnded);
      isRunEnded ||= record.type === MARK_RUN_ENDED;
      at = end;
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

  #close(record: FileRecord, at: number, end: number, isRunEnded: boolean): boolean {
    const commit = readCommit(record.payload);
    const chain = chainOf(this.chain, this.#bytes, this.#closedAt, at);
    if (commit === null || !this.#isExpected(commit, record, chain)) {
      return this.#fails("a group is not what its COMMIT says of it");
    }
    if (this.#sealedRecords > 0) return this.#fails("a group follows one that recovery closed");
    this.#sealedRecords = commit.closedBy === CLOSED_BY_RECOVERY ? commit.count : 0;
    this.#isRunEnded = isRunEnded;
    this.#lastGroupAt = this.#closedAt;
    this.#closedAt = end;
    this.#groups += 1;
    this.#stopAt = end;
    this.closedSequence = this.#stopSequence;
    this.#stopSequence += 1;
    this.chain = chain;
    return true;
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
