/**
 * The last words of a journal whose disk failed. A file is given up that was kept for this, so that a
 * full disk has room; then why it halted is written to a file of its own, since nothing can be said
 * about the segment any more.
 */

import { unpackFields } from "../../codec/packed-view.ts";
import type { FileRecord } from "../../codec/record-file.ts";
import { alignFrame, FRAME_HEAD_BYTES } from "../../codec/record-frame.ts";
import { BALLAST, fileName } from "../format/file-names.ts";
import { frameBytesAt, recordAt, sumOfSegment, writeFrame } from "../format/journal-frame.ts";
import { MARK_HALTED, markOf } from "../format/mark.ts";
import type { JournalFolder } from "../storage/journal-folder.ts";
import type { StorageFailure } from "../storage/storage-error.ts";

/** What a halt record says. */
export type HaltRecord = {
  /** Hexadecimal. */
  readonly runId: string;
  /** Journal sequence up to which all was on the disk. */
  readonly durableSequence: number;
  readonly operation: string;
  readonly file: string;
  readonly code: string;
  readonly message: string;
};

/** Writes zeros of `bytes` that a halt gives up; what is there already of that size is kept. */
export function keepBallast(folder: JournalFolder, bytes: number): undefined {
  if (folder.list().includes(BALLAST)) {
    const found = folder.open(BALLAST);
    const isWhole = found.bytes === bytes;
    found.close();
    if (isWhole) return;
    folder.remove(BALLAST);
  }
  if (bytes === 0) return;
  const file = folder.create(BALLAST);
  try {
    file.preallocate(0, bytes);
    file.sync();
  } finally {
    file.close();
  }
}

/** Gives the ballast up and says why the run is halted. Throws when even that fails. */
export function writeHalt(
  folder: JournalFolder,
  runId: Uint8Array,
  durableSequence: number,
  failure: StorageFailure,
  times: Pick<FileRecord, "committedAt" | "wallMicros">,
): undefined {
  folder.remove(BALLAST);
  folder.sync();
  const { operation, file, code, message } = failure;
  const body = { runId: runId.toHex(), durableSequence, operation, file, code, message };
  const record = markOf(MARK_HALTED, body, { sequence: durableSequence, ...times });
  const bytes = new Uint8Array(alignFrame(FRAME_HEAD_BYTES + record.payload.length));
  writeFrame(bytes, new DataView(bytes.buffer), 0, record, 1, sumOfSegment(runId));
  folder.writeWhole(fileName("halt", durableSequence), [bytes]);
}

/** The halt record in `bytes`; null when there is none of that run. */
export function readHalt(bytes: Uint8Array, runId: Uint8Array): HaltRecord | null {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const frameBytes = frameBytesAt(bytes, data, 0, sumOfSegment(runId));
  if (frameBytes === 0) return null;
  const { type, payload } = recordAt(bytes, data, 0, frameBytes);
  return type === MARK_HALTED ? (unpackFields("halt record", payload) as HaltRecord) : null;
}
