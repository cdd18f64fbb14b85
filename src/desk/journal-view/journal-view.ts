/**
 * A journal as whoever only looks sees it, also while a desk writes it: its segments by their headers,
 * archived ones included as long as they are in the folder, and each segment's bytes when asked for.
 */
import { failWith, type Result, succeed } from "../../core/result.ts";
import { sequenceIn } from "../../runtime/journal/format/file-names.ts";
import {
  decodeHeader,
  HEADER_BYTES,
  type SegmentHeader,
} from "../../runtime/journal/format/segment-header.ts";
import {
  type OnGroup,
  type SegmentScan,
  scanSegment,
} from "../../runtime/journal/recover/scan-segment.ts";
import type { JournalFolder } from "../../runtime/journal/storage/journal-folder.ts";
import { StorageError } from "../../runtime/journal/storage/storage-error.ts";
import { readOnlyFolder } from "./read-only-storage.ts";

export type ViewSegment = {
  readonly name: string;
  /** As its name says. */
  readonly firstSequence: number;
  /** Nobody needs it any more: it waits for being taken away. */
  readonly isRetired: boolean;
  /** Null when it cannot be read: then no record of the segment can. */
  readonly header: SegmentHeader | null;
  /** What is wrong with header, name or size; null when nothing is. */
  readonly fault: SegmentFault | null;
};

export type SegmentFault = {
  /** Where in the file. Bytes. */
  readonly offset: number;
  readonly message: string;
};

/** A segment's bytes and what they hold. The bytes are the next reading's, too. */
export type ReadSegment = { readonly bytes: Uint8Array; readonly scan: SegmentScan };

/** A segment that is being written is read again so often before its end is taken for what it is. */
const READINGS_MAX = 8;

export class JournalView {
  readonly folder: JournalFolder;
  readonly names: readonly string[];
  /** Oldest first. */
  readonly segments: readonly ViewSegment[];
  #used: Uint8Array | null = null;

  /** @throws {StorageError} When the folder cannot be read. */
  constructor(path: string) {
    this.folder = readOnlyFolder(path);
    this.names = this.folder.list();
    this.segments = this.names
      .flatMap((name) => placeOf(name) ?? [])
      .sort((left, right) => left.firstSequence - right.firstSequence)
      .map((place) => ({ ...place, ...readHead(this.folder, place) }));
  }

  /**
   * Reads a segment whose header is whole. The bytes may be those that the last call has returned.
   *
   * A group that is just being written looks torn, or like damage when the next one came meanwhile. It is
   * told from both by reading again: what is really so stays where it is.
   */
  read(segment: ViewSegment, header: SegmentHeader, onGroup?: OnGroup): ReadSegment {
    const isLast = segment === this.segments.at(-1);
    let before: SegmentScan | null = null;
    for (let reading = 1; ; reading += 1) {
      const bytes = readBytes(this.folder, segment, this.#used);
      this.#used = bytes;
      const scan = scanSegment(bytes, header);
      const isSettled = scan.verdict.kind === "CLEAN" || !isLast || isSameEnd(scan, before);
      if (isSettled || reading === READINGS_MAX) {
        if (onGroup !== undefined) scanSegment(bytes, header, onGroup);
        // Its end moves on with each reading: somebody writes it, and what is whole is whole.
        const verdict = isSettled ? scan.verdict : ({ kind: "CLEAN" } as const);
        return { bytes, scan: { ...scan, verdict } };
      }
      before = scan;
    }
  }
}

type Place = Pick<ViewSegment, "name" | "firstSequence" | "isRetired">;

function placeOf(name: string): Place | null {
  const live = sequenceIn("segment", name);
  if (live !== null) return { name, firstSequence: live, isRetired: false };
  const retired = sequenceIn("retired", name);
  return retired === null ? null : { name, firstSequence: retired, isRetired: true };
}

function isSameEnd(scan: SegmentScan, before: SegmentScan | null): boolean {
  return before?.stopAt === scan.stopAt && before.verdict.kind === scan.verdict.kind;
}

function readHead(folder: JournalFolder, place: Place): Pick<ViewSegment, "header" | "fault"> {
  const read = withFile(folder, place.name, (file) => {
    const bytes = new Uint8Array(HEADER_BYTES);
    return { bytes: bytes.subarray(0, file.read(bytes, 0)), size: file.bytes };
  });
  const header = decodeHeader(read.bytes);
  if (!header.ok) {
    const { failure } = header;
    const message =
      failure.kind === "DAMAGED"
        ? `it ${failure.message}`
        : `it has version ${failure.version} of the format, and this program reads version 1 only`;
    return { header: null, fault: { offset: 0, message } };
  }
  const { firstSequence, segmentBytes } = header.value;
  if (firstSequence !== place.firstSequence) {
    const message = `its header says that it begins with ${firstSequence}`;
    return { header: header.value, fault: { offset: 0, message } };
  }
  if (read.size !== segmentBytes) {
    const message = `it was made with ${segmentBytes} bytes and has ${read.size}`;
    return { header: header.value, fault: { offset: Math.min(read.size, segmentBytes), message } };
  }
  return { header: header.value, fault: null };
}

/** A segment may be archived between the listing and the reading: then it has its other name. */
function readBytes(
  folder: JournalFolder,
  { name }: ViewSegment,
  used: Uint8Array | null,
): Uint8Array {
  const read = attempt(() => folder.readAll(name, used));
  if (read.ok) return read.value;
  if (read.failure.failure.code !== "ENOENT") throw read.failure;
  return folder.readAll(name.replace(/^j-/, "retired-"), used);
}

type JournalFileOf = ReturnType<JournalFolder["open"]>;

function withFile<Value>(
  folder: JournalFolder,
  name: string,
  use: (file: JournalFileOf) => Value,
): Value {
  const opened = attempt(() => folder.open(name));
  if (!opened.ok && opened.failure.failure.code !== "ENOENT") throw opened.failure;
  const file = opened.ok ? opened.value : folder.open(name.replace(/^j-/, "retired-"));
  try {
    return use(file);
  } finally {
    file.close();
  }
}

function attempt<Value>(run: () => Value): Result<Value, StorageError> {
  try {
    return succeed(run());
  } catch (error) {
    if (error instanceof StorageError) return failWith(error);
    throw error;
  }
}
