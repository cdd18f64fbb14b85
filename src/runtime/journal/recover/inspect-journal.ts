/**
 * What is on the disk, looked at and not touched: which records are acknowledged, which are there
 * beyond that, which snapshot they are applied to. It throws a refusal when something is not as any
 * crash could have left it.
 */
import { CHAIN_START, isSameHash } from "../format/chain.ts";
import { fileName, sequenceIn } from "../format/file-names.ts";
import type { Snapshot } from "../snapshot/snapshot-file.ts";
import type { JournalFolder } from "../storage/journal-folder.ts";
import { type HaltRecord, readHalt } from "../write/halt.ts";
import { type FoundSnapshots, findSnapshots } from "./find-snapshots.ts";
import { quarantine } from "./journal-refusal.ts";
import { readSegments, type Segment } from "./read-segments.ts";
import { type SegmentScan, scanSegment } from "./scan-segment.ts";

export type ScannedSegment = Segment & { readonly scan: SegmentScan };

/** The segment that was written last, in full. */
export type LastSegment = ScannedSegment & { readonly bytes: Uint8Array };

export type Inspection = {
  readonly names: readonly string[];
  readonly segments: readonly Segment[];
  /** Those that were read, from the one on that the oldest snapshot needs, and what is in them. */
  readonly scanned: readonly ScannedSegment[];
  /** Null when the journal is empty. */
  readonly last: LastSegment | null;
  /** The newest one that is whole and of this journal; null when there is none. */
  readonly snapshot: Snapshot | null;
  /** Sequences of all that are whole and of this journal, oldest first. */
  readonly snapshots: readonly number[];
  /** Files of snapshots that are not used, as they are damaged or of another journal. */
  readonly refusedSnapshots: readonly string[];
  /** Why the last run is halted; null when it is not. */
  readonly halt: HaltRecord | null;
};

export function inspectJournal(folder: JournalFolder): Inspection {
  const names = folder.list();
  const segments = readSegments(folder, names);
  const found = findSnapshots(folder, names);
  const { scanned, last, chains } = scanAll(folder, segments, found);
  const own = found.whole.filter(({ sequence, chain }) => {
    const there = chains.get(sequence);
    return there !== undefined && isSameHash(there, chain);
  });
  const strange = found.whole.filter((snapshot) => !own.includes(snapshot));
  refuseLateSnapshots(strange, last);
  refuseGap(segments, own);
  refuseRetiredAlone(segments, names);
  return {
    names,
    segments,
    scanned,
    last,
    snapshot: own.at(-1) ?? null,
    snapshots: own.map(({ sequence }) => sequence),
    refusedSnapshots: [
      ...found.damaged,
      ...strange.map(({ sequence }) => fileName("snapshot", sequence)),
    ],
    halt: last === null ? null : findHalt(folder, names, last.header.run.id),
  };
}

type ScannedAll = Pick<Inspection, "scanned" | "last"> & {
  /** Hash of the journal behind each group that a snapshot may stand at. */
  readonly chains: ReadonlyMap<number, Uint8Array>;
};

/** Reads all from the oldest snapshot on: each segment goes on exactly where the one before ends. */
function scanAll(
  folder: JournalFolder,
  segments: readonly Segment[],
  { whole }: FoundSnapshots,
): ScannedAll {
  const wanted = new Set(whole.map(({ sequence }) => sequence));
  const chains = new Map<number, Uint8Array>();
  const noteChain = (sequence: number, chain: Uint8Array) => {
    if (wanted.has(sequence)) chains.set(sequence, chain);
  };
  const from = firstToScan(segments, whole);
  const scanned: ScannedSegment[] = [];
  let last: LastSegment | null = null;
  for (const segment of segments.slice(from)) {
    const { name, header } = segment;
    if (last !== null) checkFollows(last, segment);
    noteChain(header.firstSequence - 1, header.chainBefore);
    const bytes = folder.readAll(name, last?.bytes);
    const scan = scanSegment(bytes, header, noteChain);
    const { verdict, stopAt, stopSequence } = scan;
    if (verdict.kind === "DAMAGED") quarantine(name, stopAt, stopSequence, verdict.message);
    if (scan.groups === 0) quarantine(name, stopAt, stopSequence, "its first group is missing");
    scanned.push({ ...segment, scan });
    last = { ...segment, bytes, scan };
  }
  return { scanned, last, chains };
}

/** The segment that the record behind the oldest snapshot is in; the first when there is none. */
function firstToScan(segments: readonly Segment[], whole: readonly Snapshot[]): number {
  const next = (whole[0]?.sequence ?? 0) + 1;
  const place = segments.findLastIndex(({ header }) => header.firstSequence <= next);
  return Math.max(place, 0);
}

function checkFollows({ name, scan }: LastSegment, next: Segment): undefined {
  const { header } = next;
  const isWhole = scan.verdict.kind === "CLEAN" && scan.stopSequence === header.firstSequence;
  if (!isWhole) {
    const message = `its records end at ${scan.stopSequence - 1}, and ${next.name} follows it`;
    quarantine(name, scan.stopAt, scan.stopSequence, message);
  }
  if (!isSameHash(scan.chain, header.chainBefore)) {
    quarantine(next.name, 0, header.firstSequence, `it does not go on from what ${name} holds`);
  }
}

/** A snapshot is taken of what is on the disk: when it knows more, records have vanished. */
function refuseLateSnapshots(strange: readonly Snapshot[], last: LastSegment | null): undefined {
  for (const { sequence } of strange) {
    const end = last?.scan.closedSequence ?? 0;
    if (sequence <= end) continue;
    const message = `it holds records up to ${sequence}, and the journal ends at ${end}`;
    quarantine(fileName("snapshot", sequence), 0, end + 1, message);
  }
}

/** The records from the snapshot on, or from the first, have to be there. */
function refuseGap(segments: readonly Segment[], own: readonly Snapshot[]): undefined {
  const [first] = segments;
  if (first === undefined) return;
  const needed = (own.at(-1)?.sequence ?? 0) + 1;
  const { firstSequence, chainBefore } = first.header;
  if (firstSequence > needed) {
    const message = `the records from ${needed} to ${firstSequence - 1} are missing`;
    quarantine(first.name, 0, needed, message);
  }
  if (firstSequence === 1 && !isSameHash(chainBefore, CHAIN_START)) {
    quarantine(first.name, 0, 1, "it is the first segment, and says that another stands before it");
  }
}

/** A segment is retired behind others that go on from it, so a crash leaves none alone. */
function refuseRetiredAlone(segments: readonly Segment[], names: readonly string[]): undefined {
  const retired = names.flatMap((name) => sequenceIn("retired", name) ?? []);
  if (segments.length > 0 || retired.length === 0) return;
  const newest = Math.max(...retired);
  const message = "it was retired, and no segment goes on from it";
  quarantine(fileName("retired", newest), 0, newest, message);
}

function findHalt(
  folder: JournalFolder,
  names: readonly string[],
  runId: Uint8Array,
): HaltRecord | null {
  for (const name of names.toReversed()) {
    if (!name.startsWith("halt-") || !name.endsWith(".rec")) continue;
    const halt = readHalt(folder.readAll(name), runId);
    if (halt !== null) return halt;
  }
  return null;
}
