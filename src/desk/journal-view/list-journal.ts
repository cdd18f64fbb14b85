/** What is in a journal's folder: segments with what they hold, snapshots, and what crashes and halts left. */
import type { FileRecord } from "../../runtime/codec/record-file.ts";
import { BALLAST, sequenceIn } from "../../runtime/journal/format/file-names.ts";
import { decodeSnapshot } from "../../runtime/journal/snapshot/snapshot-file.ts";
import type { JournalView, ViewSegment } from "./journal-view.ts";
import { haltsOf, type RunEndKind, runEndOf, writerOf } from "./run-ends.ts";
import { segmentRecords } from "./segment-records.ts";
import { timeText } from "./text/field-text.ts";

export type ListedSegment = {
  readonly file: string;
  readonly firstSequence: number;
  /** One before the first when there is no record. */
  readonly lastSequence: number;
  /** Marks and entries included. */
  readonly records: number;
  /** ISO 8601; empty when there is no record. */
  readonly from: string;
  readonly to: string;
  /** Hexadecimal; empty when the header cannot be read. */
  readonly run: string;
  readonly isRetired: boolean;
  readonly verdict: "CLEAN" | "TORN" | "DAMAGED";
  /** How the run that wrote it ended. */
  readonly ended: RunEndKind;
};

export type ListedFile = {
  readonly file: string;
  readonly kind: "SNAPSHOT" | "TORN" | "HALT" | "BALLAST" | "OTHER";
  readonly bytes: number;
  /** For people: what it is of, or that it is damaged. */
  readonly about: string;
};

export type JournalListing = {
  readonly segments: readonly ListedSegment[];
  readonly files: readonly ListedFile[];
  /** Process that writes it; null when nobody does. */
  readonly writer: number | null;
};

type Scanned = Omit<ListedSegment, "ended"> & { readonly hasEnded: boolean };

/** @throws {StorageError} When a file cannot be read. */
export function listJournal(path: string, view: JournalView): JournalListing {
  const halts = haltsOf(view);
  const writer = writerOf(path);
  const scanned = view.segments.map((segment) => scanOf(view, segment));
  const ended = new Set(scanned.filter(({ hasEnded }) => hasEnded).map(({ run }) => run));
  const last = scanned.at(-1);
  const segments = scanned.map(({ hasEnded: _, ...segment }) => {
    const { run } = segment;
    const lastOfRun = scanned.findLast((one) => one.run === run);
    const facts = {
      hasEnded: ended.has(run),
      isHalted: halts.has(run),
      isLast: run === last?.run,
      isReadable: lastOfRun?.verdict !== "DAMAGED",
      hasWriter: writer !== null,
    };
    return { ...segment, ended: runEndOf(facts) };
  });
  return { segments, files: listFiles(view), writer };
}

function scanOf(view: JournalView, segment: ViewSegment): Scanned {
  const { name, firstSequence, isRetired, header, fault } = segment;
  const place = { file: name, firstSequence, isRetired };
  const nothing = { lastSequence: firstSequence - 1, records: 0, from: "", to: "" };
  if (header === null) {
    return { ...place, ...nothing, run: "", verdict: "DAMAGED", hasEnded: false };
  }
  const read = view.read(segment, header);
  let first: FileRecord | null = null;
  let last: FileRecord | null = null;
  let records = 0;
  let lastSequence = firstSequence - 1;
  for (const piece of segmentRecords(read, header)) {
    if (piece.kind === "DAMAGE") continue;
    first ??= piece.raw.record;
    last = piece.raw.record;
    lastSequence = piece.raw.journalSequence;
    records += 1;
  }
  return {
    ...place,
    lastSequence,
    records,
    from: first === null ? "" : timeText(first.wallMicros),
    to: last === null ? "" : timeText(last.wallMicros),
    run: header.run.id.toHex(),
    verdict: fault === null ? read.scan.verdict.kind : "DAMAGED",
    hasEnded: read.scan.isRunEnded,
  };
}

function listFiles(view: JournalView): readonly ListedFile[] {
  return view.names.flatMap((file): readonly ListedFile[] => {
    if (sequenceIn("segment", file) !== null || sequenceIn("retired", file) !== null) return [];
    const bytes = sizeOf(view, file);
    return bytes === null ? [] : [{ file, bytes, ...kindOf(view, file) }];
  });
}

function kindOf(view: JournalView, file: string): Pick<ListedFile, "kind" | "about"> {
  const snapshot = sequenceIn("snapshot", file);
  if (snapshot !== null) return { kind: "SNAPSHOT", about: snapshotAbout(view, file, snapshot) };
  const halt = sequenceIn("halt", file);
  if (halt !== null) return { kind: "HALT", about: haltAbout(view, halt) };
  if (file.endsWith(".torn")) return { kind: "TORN", about: "a torn end, as a crash left it" };
  if (file === BALLAST) return { kind: "BALLAST", about: "room for a halt when the disk is full" };
  return { kind: "OTHER", about: "" };
}

function haltAbout(view: JournalView, sequence: number): string {
  const halts = [...haltsOf(view).values()];
  const halt = halts.find(({ durableSequence }) => durableSequence === sequence);
  return halt === undefined ? "of no run in this folder" : `at ${sequence}: ${halt.message}`;
}

function snapshotAbout(view: JournalView, file: string, sequence: number): string {
  const snapshot = decodeSnapshot(view.folder.readAll(file));
  const isWhole = snapshot !== null && snapshot.sequence === sequence;
  return isWhole ? `of all up to ${sequence}, ${snapshot.state.length} bytes of state` : "damaged";
}

/** Null for what is gone, or is no file, by now. */
function sizeOf(view: JournalView, name: string): number | null {
  try {
    const file = view.folder.open(name);
    try {
      return file.bytes;
    } finally {
      file.close();
    }
  } catch {
    return null;
  }
}
