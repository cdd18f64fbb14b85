/** The segments of a journal by their names and headers: what there is, before any record is read. */
import { fileName, sequenceIn } from "../format/file-names.ts";
import { decodeHeader, HEADER_BYTES, type SegmentHeader } from "../format/segment-header.ts";
import type { JournalFolder } from "../storage/journal-folder.ts";
import { quarantine, RefusalError } from "./journal-refusal.ts";

export type Segment = {
  readonly name: string;
  readonly header: SegmentHeader;
};

/** All segments in order. Throws when one of them is not what its name says. */
export function readSegments(folder: JournalFolder, names: readonly string[]): readonly Segment[] {
  return names
    .flatMap((name) => sequenceIn("segment", name) ?? [])
    .sort((left, right) => left - right)
    .map((firstSequence) => readSegment(folder, fileName("segment", firstSequence), firstSequence));
}

/** The segment in the file `name`. Throws when it is not the one that begins with `firstSequence`. */
export function readSegment(folder: JournalFolder, name: string, firstSequence: number): Segment {
  const file = folder.open(name);
  try {
    const bytes = new Uint8Array(HEADER_BYTES);
    const there = file.read(bytes, 0);
    const header = decodeHeader(bytes.subarray(0, there));
    if (!header.ok) {
      const { failure } = header;
      if (failure.kind === "DAMAGED") quarantine(name, 0, firstSequence, `it ${failure.message}`);
      const message = `${name} has version ${failure.version} of the format, and this program reads version 1 only: nothing was changed`;
      throw new RefusalError({ kind: "VERSION", file: name, message });
    }
    const { segmentBytes } = header.value;
    if (header.value.firstSequence !== firstSequence) {
      const found = header.value.firstSequence;
      quarantine(name, 0, firstSequence, `its header says that it begins with ${found}`);
    }
    if (file.bytes !== segmentBytes) {
      const message = `it was made with ${segmentBytes} bytes and has ${file.bytes}`;
      quarantine(name, Math.min(file.bytes, segmentBytes), firstSequence, message);
    }
    return { name, header: header.value };
  } finally {
    file.close();
  }
}
