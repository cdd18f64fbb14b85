/**
 * A segment read the slow way: every record by its own checksum first, and then each group by its
 * COMMIT. What a scan that begins with the COMMIT has to find as well.
 */
import { alignFrame } from "../../../../src/runtime/codec/record-frame.ts";
import { chainOf, isSameHash } from "../../../../src/runtime/journal/format/chain.ts";
import {
  frameBytesAt,
  recordAt,
  sumOfSegment,
} from "../../../../src/runtime/journal/format/journal-frame.ts";
import { MARK_COMMIT, readCommit } from "../../../../src/runtime/journal/format/mark.ts";
import {
  HEADER_BYTES,
  type SegmentHeader,
} from "../../../../src/runtime/journal/format/segment-header.ts";
import { judgeStop, type StopVerdict } from "../../../../src/runtime/journal/recover/judge-stop.ts";
import type { SegmentScan } from "../../../../src/runtime/journal/recover/scan-segment.ts";

/** Of a scan, what says where it stops and why. */
export type Stopped = Pick<
  SegmentScan,
  "lastGroupAt" | "closedAt" | "closedSequence" | "groups" | "stopAt" | "stopSequence" | "verdict"
>;

export function scanByRecord(bytes: Uint8Array, header: SegmentHeader): Stopped {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const segmentSum = sumOfSegment(header.segmentId);
  let [lastGroupAt, closedAt, at, groups] = [HEADER_BYTES, HEADER_BYTES, HEADER_BYTES, 0];
  let sequence = header.firstSequence;
  let closedSequence = sequence - 1;
  let chain = header.chainBefore;
  const stopped = (verdict: StopVerdict): Stopped => {
    const stop = { stopAt: at, stopSequence: sequence, verdict };
    return { lastGroupAt, closedAt, closedSequence, groups, ...stop };
  };
  const damaged = (message: string) => stopped({ kind: "DAMAGED", message });
  for (;;) {
    const frameBytes = frameBytesAt(bytes, data, at, segmentSum);
    if (frameBytes === 0) {
      const stop = { bytes, data, segmentSum, at, groupAt: closedAt, group: groups + 1 };
      return stopped(judgeStop(stop));
    }
    const record = recordAt(bytes, data, at, frameBytes);
    if (record.flags !== groups + 1) {
      return damaged(`a record is of group ${record.flags}, in group ${groups + 1}`);
    }
    if (record.type === MARK_COMMIT) {
      const commit = readCommit(record.payload);
      chain = chainOf(chain, bytes, closedAt, at);
      const isExpected =
        record.sequence === sequence &&
        commit?.firstSequence === closedSequence + 1 &&
        commit.count === sequence - commit.firstSequence &&
        isSameHash(commit.chain, chain);
      if (!isExpected) return damaged("a group is not what its COMMIT says of it");
      [lastGroupAt, closedAt, closedSequence] = [closedAt, at + alignFrame(frameBytes), sequence];
      groups += 1;
    }
    at += alignFrame(frameBytes);
    sequence += 1;
  }
}
