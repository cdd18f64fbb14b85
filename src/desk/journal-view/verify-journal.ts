/**
 * Whether a journal is what was written: every header, checksum and group, the chain through all of
 * them, and each topic's own sequence within a run. All that is wrong is listed; nothing is repaired.
 *
 * It judges as recovery does, and looks at more: at segments before the oldest snapshot, too, and at
 * what topics say of themselves.
 */
import { CHAIN_START, isSameHash } from "../../runtime/journal/format/chain.ts";
import { fileName } from "../../runtime/journal/format/file-names.ts";
import { findSnapshots } from "../../runtime/journal/recover/find-snapshots.ts";
import type { SegmentScan } from "../../runtime/journal/recover/scan-segment.ts";
import { StorageError } from "../../runtime/journal/storage/storage-error.ts";
import { JournalFold } from "../record/journal-fold.ts";
import type { Damage } from "./journal-reader.ts";
import { missingBetween } from "./journal-reader.ts";
import { JournalView, type ReadSegment, type ViewSegment } from "./journal-view.ts";
import { RecordNames } from "./record-names.ts";
import { haltsOf, writerOf } from "./run-ends.ts";
import { segmentRecords } from "./segment-records.ts";
import { TopicGaps } from "./topic-gaps.ts";

/** TORN is what a crash leaves: the next start repairs it. DAMAGED is what no crash can leave. */
export type JournalVerdict = "INTACT" | "TORN" | "DAMAGED";

export type Verified = {
  readonly verdict: JournalVerdict;
  /** What is damaged, in order; the torn end when that is all. */
  readonly findings: readonly Damage[];
  /** What does not change the verdict, but a person should know of. */
  readonly notes: readonly string[];
  readonly segments: number;
  readonly runs: number;
  readonly records: number;
  /** Journal sequences; 0 when the journal is empty. */
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** Hash that the last whole group closes with, hexadecimal: two copies that have it are the same. */
  readonly chain: string;
  readonly bytes: number;
};

/** Called before each segment, by its place. */
type OnSegment = (index: number, count: number) => void;

/** So often is a journal that somebody writes looked at before what is wrong with it is believed. */
const LOOKS_MAX = 5;

/**
 * Verifies the journal in the folder at `path`. While a desk writes it, files are made, renamed and removed
 * between the listing and the reading: what is wrong counts when a second look finds the same.
 *
 * @throws {StorageError} When a file cannot be read.
 */
export function verifyJournal(path: string, onSegment: OnSegment): Verified {
  let before: Verified | null = null;
  for (let look = 1; ; look += 1) {
    const isLast = look === LOOKS_MAX || writerOf(path) === null;
    try {
      const verified = verifyOnce(path, onSegment);
      if (isLast || verified.verdict === "INTACT" || isSameFinding(verified, before)) {
        return verified;
      }
      before = verified;
    } catch (error) {
      const isGone = error instanceof StorageError && error.failure.code === "ENOENT";
      if (isLast || !isGone) throw error;
    }
  }
}

function verifyOnce(path: string, onSegment: OnSegment): Verified {
  const view = new JournalView(path);
  const verifier = new Verifier(view);
  for (const [index, segment] of view.segments.entries()) {
    onSegment(index, view.segments.length);
    verifier.take(segment);
  }
  return verifier.result(path);
}

function isSameFinding({ findings: [one] }: Verified, before: Verified | null): boolean {
  const other = before?.findings[0];
  return one?.file === other?.file && one?.offset === other?.offset;
}

type Before = { readonly name: string; readonly scan: SegmentScan };

class Verifier {
  readonly #view: JournalView;
  readonly #damages: Damage[] = [];
  readonly #torn: Damage[] = [];
  readonly #runs = new Set<string>();
  /** Hash of the journal behind each group that a snapshot may stand at. */
  readonly #chains = new Map<number, Uint8Array>();
  readonly #snapshots;
  readonly #gaps = new TopicGaps();
  #names = new RecordNames();
  #before: Before | null = null;
  #records = 0;
  #bytes = 0;
  #lastSequence = 0;
  #chain = CHAIN_START;

  constructor(view: JournalView) {
    this.#view = view;
    this.#snapshots = findSnapshots(view.folder, view.names);
  }

  take(segment: ViewSegment): undefined {
    const { name, header, fault, firstSequence } = segment;
    if (fault !== null) this.#damages.push({ file: name, sequence: firstSequence, ...fault });
    if (header === null) {
      this.#before = null;
      return;
    }
    const run = header.run.id.toHex();
    if (!this.#runs.has(run)) {
      this.#gaps.beginRun();
      this.#names = new RecordNames();
    }
    this.#runs.add(run);
    this.#checkFollows(segment, header.chainBefore);
    const wanted = new Set(this.#snapshots.whole.map(({ sequence }) => sequence));
    const note = (sequence: number, chain: Uint8Array) => {
      if (wanted.has(sequence)) this.#chains.set(sequence, chain);
    };
    note(firstSequence - 1, header.chainBefore);
    const read = this.#view.read(segment, header, note);
    this.#takeRecords(segment, read);
    this.#takeEnd(segment, read.scan);
  }

  result(path: string): Verified {
    const [first] = this.#view.segments;
    const own = this.#checkSnapshots();
    if (first !== undefined) this.#checkBeginning(first, own);
    const damages = this.#damages.toSorted((left, right) => left.sequence - right.sequence);
    const torn = damages.length === 0 ? this.#torn : [];
    return {
      verdict: damages.length > 0 ? "DAMAGED" : torn.length > 0 ? "TORN" : "INTACT",
      findings: [...damages, ...torn],
      notes: [...this.#notes(path, own)],
      segments: this.#view.segments.length,
      runs: this.#runs.size,
      records: this.#records,
      firstSequence: first?.firstSequence ?? 0,
      lastSequence: this.#lastSequence,
      chain: this.#chain.toHex(),
      bytes: this.#bytes,
    };
  }

  #checkFollows(segment: ViewSegment, chainBefore: Uint8Array): undefined {
    const before = this.#before;
    if (before === null) return;
    const { scan, name } = before;
    // What is damaged before it has been said.
    if (scan.verdict.kind === "DAMAGED") return;
    if (scan.verdict.kind === "TORN") {
      const message = `its records end at ${scan.stopSequence - 1} in a torn group, and ${segment.name} follows it`;
      this.#damages.push({ file: name, offset: scan.stopAt, sequence: scan.stopSequence, message });
    } else if (scan.stopSequence !== segment.firstSequence) {
      this.#damages.push(missingBetween(segment, scan.stopSequence));
    } else if (!isSameHash(scan.chain, chainBefore)) {
      const message = `it does not go on from what ${name} holds`;
      this.#damages.push({
        file: segment.name,
        offset: 0,
        sequence: segment.firstSequence,
        message,
      });
    }
  }

  #takeRecords(segment: ViewSegment, read: ReadSegment): undefined {
    const { header, name } = segment;
    if (header === null) return;
    this.#bytes += read.bytes.length;
    for (const piece of segmentRecords(read, header)) {
      if (piece.kind === "DAMAGE") {
        this.#damages.push({ file: name, ...piece.damage });
        // What its topics miss was just said.
        this.#gaps.beginRun();
        continue;
      }
      this.#records += 1;
      this.#names.learn(piece.raw.record);
      this.#lastSequence = piece.raw.journalSequence;
      const gap = this.#gaps.take(piece.raw, this.#names);
      if (gap !== null) this.#damages.push({ file: name, ...gap });
    }
  }

  #takeEnd({ name }: ViewSegment, scan: SegmentScan): undefined {
    this.#before = { name, scan };
    this.#chain = scan.chain;
    const { verdict, stopAt, stopSequence, closedSequence } = scan;
    this.#torn.length = 0;
    if (verdict.kind === "TORN") {
      const whole = stopSequence - 1 - closedSequence;
      const message = `the last group was not written to its end: ${whole} whole records without their COMMIT, then ${verdict.tornBytes} bytes of no record`;
      this.#torn.push({ file: name, offset: stopAt, sequence: stopSequence, message });
    } else if (verdict.kind === "CLEAN" && scan.groups === 0) {
      const message = "its first group is missing";
      this.#damages.push({ file: name, offset: stopAt, sequence: stopSequence, message });
    }
  }

  /** Sequences of snapshots that are whole and of this journal. */
  #checkSnapshots(): readonly number[] {
    const own: number[] = [];
    for (const { sequence, chain } of this.#snapshots.whole) {
      const there = this.#chains.get(sequence);
      if (there !== undefined && isSameHash(there, chain)) own.push(sequence);
      else if (sequence > this.#lastSequence) {
        const message = `it holds records up to ${sequence}, and the journal ends at ${this.#lastSequence}`;
        const file = fileName("snapshot", sequence);
        this.#damages.push({ file, offset: 0, sequence: this.#lastSequence + 1, message });
      }
    }
    return own;
  }

  /** The records before the first segment are either in a snapshot or never were. */
  #checkBeginning(first: ViewSegment, own: readonly number[]): undefined {
    const { firstSequence, header, name } = first;
    const place = { file: name, offset: 0 };
    const needed = (own.at(-1) ?? 0) + 1;
    if (firstSequence > needed) {
      const message = `the records from ${needed} to ${firstSequence - 1} are missing`;
      this.#damages.push({ ...place, sequence: needed, message });
    }
    if (firstSequence === 1 && header !== null && !isSameHash(header.chainBefore, CHAIN_START)) {
      const message = "it is the first segment, and says that another stands before it";
      this.#damages.push({ ...place, sequence: 1, message });
    }
  }

  *#notes(path: string, own: readonly number[]): Generator<string> {
    const writer = writerOf(path);
    if (writer !== null)
      yield `process ${writer} writes it: this is what was there when it was read`;
    const [first] = this.#view.segments;
    if (first !== undefined && first.firstSequence > 1) {
      yield `it begins with ${first.firstSequence}: what was before has been taken away`;
    }
    yield* this.#gaps.notes;
    for (const name of this.#snapshots.damaged) yield `${name} is damaged: an older one is used`;
    for (const { sequence } of this.#snapshots.whole) {
      if (own.includes(sequence) || sequence > this.#lastSequence) continue;
      yield `${fileName("snapshot", sequence)} is not of this journal, or its place in it cannot be read: it is not used`;
    }
    const newest = this.#snapshots.whole.find(({ sequence }) => sequence === own.at(-1));
    const refusal = newest === undefined ? null : JournalFold.refusalOf(newest.state);
    if (newest !== undefined && refusal !== null) {
      yield `${fileName("snapshot", newest.sequence)} is whole, and no state of this program's, which would boot halted: ${refusal}`;
    }
    for (const [run, { message, durableSequence }] of haltsOf(this.#view)) {
      yield `run ${run.slice(0, 8)} halted at ${durableSequence}: ${message}`;
    }
    for (const name of this.#view.names) {
      if (name.endsWith(".torn"))
        yield `${name}: a crash left this torn end, and a start repaired it`;
    }
  }
}
