/**
 * Makes the end of the last segment what it is taken for, before anything is done because of it. All
 * steps may be interrupted and done again.
 *
 * What is read may stand in the system's memory only: the process that wrote it may have died before
 * its sync, or with a sync that failed, which the system reports once and forgets. At most the last
 * group can be so. It is written once more, byte for byte, and synced.
 */
import type { FileRecord } from "../../codec/record-file.ts";
import { alignFrame } from "../../codec/record-frame.ts";
import { CHAIN_ROOM } from "../format/chain.ts";
import { tornName } from "../format/file-names.ts";
import { frameBytesAt, recordAt, sumOfSegment } from "../format/journal-frame.ts";
import { CLOSED_BY_RECOVERY } from "../format/mark.ts";
import type { JournalFile } from "../storage/journal-file.ts";
import type { JournalFolder } from "../storage/journal-folder.ts";
import { GroupBuffer } from "../write/group-buffer.ts";
import type { LastSegment } from "./inspect-journal.ts";

/** How the journal ends now. */
export type Repaired = {
  readonly lastSequence: number;
  readonly chain: Uint8Array;
};

export function repairTail(
  folder: JournalFolder,
  last: LastSegment,
  times: Pick<FileRecord, "committedAt" | "wallMicros">,
): Repaired {
  const { name, bytes, scan } = last;
  const tornBytes = scan.verdict.kind === "TORN" ? scan.verdict.tornBytes : 0;
  const tornEnd = scan.stopAt + tornBytes;
  if (tornBytes > 0) keepTorn(folder, name, bytes.subarray(scan.stopAt, tornEnd));
  const file = folder.open(name);
  try {
    file.write(bytes, scan.lastGroupAt, scan.stopAt, scan.lastGroupAt);
    // Zeros come before the group is closed: behind a closed one, what is left would be damage.
    if (tornBytes > 0) file.write(new Uint8Array(tornBytes), 0, tornBytes, scan.stopAt);
    file.sync();
    if (scan.stopAt === scan.closedAt) {
      return { lastSequence: scan.closedSequence, chain: scan.chain };
    }
    return closeGroup(file, last, times);
  } finally {
    file.close();
  }
}

/** A copy of what is about to be zeroed. One that an interrupted repair has kept is the better one. */
function keepTorn(folder: JournalFolder, segment: string, torn: Uint8Array): undefined {
  const name = tornName(segment);
  if (!folder.list().includes(name)) folder.writeWhole(name, [torn]);
}

/** Closes the group whose COMMIT was lost: its records are kept, and marked. */
function closeGroup(
  file: JournalFile,
  { bytes, header, scan }: LastSegment,
  times: Pick<FileRecord, "committedAt" | "wallMicros">,
): Repaired {
  const { closedAt, stopAt, stopSequence } = scan;
  const group = new GroupBuffer(stopAt - closedAt);
  const segmentSum = sumOfSegment(header.segmentId);
  group.beginSegment(segmentSum, scan.chain, scan.groups + 1);
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = closedAt; at < stopAt; ) {
    const frameBytes = frameBytesAt(bytes, data, at, segmentSum);
    group.add(recordAt(bytes, data, at, frameBytes));
    at += alignFrame(frameBytes);
  }
  group.close(stopSequence, CLOSED_BY_RECOVERY, times);
  const commitAt = CHAIN_ROOM + stopAt - closedAt;
  file.write(group.bytes, commitAt, group.end, stopAt);
  file.sync();
  return { lastSequence: stopSequence, chain: group.chain };
}
