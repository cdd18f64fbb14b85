/** All records of a journal in their order, one segment in memory at a time, across runs. */
import { TYPE_ACTOR } from "../../runtime/codec/type-table.ts";
import type { JournalView, ViewSegment } from "./journal-view.ts";
import { type Decoded, type LifeNames, RecordNames } from "./record-names.ts";
import { type RawRecord, segmentRecords } from "./segment-records.ts";

/** Something that is not as it was written, and where. */
export type Damage = {
  readonly file: string;
  /** Bytes. */
  readonly offset: number;
  /** Journal sequence of the first record that is not there as it was written. */
  readonly sequence: number;
  readonly message: string;
};

/** One record. It is decoded only before the next one is asked for: its bytes are used again. */
export type SeenRecord = RawRecord & {
  readonly segment: ViewSegment;
  /** Id of the run that wrote it, hexadecimal. */
  readonly run: string;
  readonly type: string;
  readonly actor: string;
  /** Whether it is a message of an actor, and nothing of the journal's own. */
  readonly isMessage: boolean;
  /** What the numbers mean where it stands. */
  readonly names: RecordNames;
  decode(): Decoded;
};

export type ReadOptions = {
  /** Journal sequences. Segments that end before `from` or begin behind `to` are not read. */
  readonly from?: number;
  readonly to?: number;
  /** Called where something cannot be read; the reading goes on behind it. */
  readonly onDamage?: (damage: Damage) => void;
  /** Called before each segment, by its place. */
  readonly onSegment?: (index: number, count: number) => void;
};

/** @throws {StorageError} When a file cannot be read. */
export function* readRecords(
  view: JournalView,
  options: ReadOptions = {},
): Generator<SeenRecord, undefined> {
  const { from = 0, to = Number.POSITIVE_INFINITY } = options;
  const { segments } = view;
  const reader = new SegmentReader(view, options);
  for (const [index, segment] of segments.entries()) {
    if (segment.firstSequence > to) return;
    if ((segments[index + 1]?.firstSequence ?? Number.POSITIVE_INFINITY) <= from) continue;
    options.onSegment?.(index, segments.length);
    for (const seen of reader.read(segment)) {
      if (seen.journalSequence >= from && seen.journalSequence <= to) yield seen;
    }
  }
}

/** Reads one segment after the other, and remembers what the next one has to go on from. */
class SegmentReader {
  readonly #view: JournalView;
  readonly #onDamage: (damage: Damage) => void;
  readonly #lives: LifeNames = new Map();
  #names = new RecordNames();
  #run: string | null = null;
  /** Null where the segment before does not say. */
  #next: number | null = null;

  constructor(view: JournalView, { onDamage = () => {} }: ReadOptions) {
    this.#view = view;
    this.#onDamage = onDamage;
  }

  *read(segment: ViewSegment): Generator<SeenRecord, undefined> {
    const { name, header, fault, firstSequence } = segment;
    if (this.#next !== null && firstSequence !== this.#next) {
      this.#onDamage(missingBetween(segment, this.#next));
    }
    this.#next = null;
    if (fault !== null) this.#onDamage({ file: name, sequence: firstSequence, ...fault });
    if (header === null) return;
    const run = header.run.id.toHex();
    // Numbers belong to a run.
    if (run !== this.#run) this.#names = new RecordNames(this.#lives);
    this.#run = run;
    const where = { segment, run, names: this.#names };
    const read = this.#view.read(segment, header);
    for (const piece of segmentRecords(read, header)) {
      if (piece.kind === "DAMAGE") this.#onDamage({ file: name, ...piece.damage });
      else yield seenRecord(piece.raw, where);
    }
    if (read.scan.verdict.kind === "CLEAN") this.#next = read.scan.stopSequence;
  }
}

/** The damage that a segment begins with a record other than `next`. */
export function missingBetween({ name, firstSequence }: ViewSegment, next: number): Damage {
  const message =
    firstSequence > next
      ? `the records from ${next} to ${firstSequence - 1} are missing before it`
      : `it begins with ${firstSequence}, and the segment before it ends with ${next - 1}`;
  return { file: name, offset: 0, sequence: Math.min(next, firstSequence), message };
}

type Where = {
  readonly segment: ViewSegment;
  readonly run: string;
  readonly names: RecordNames;
};

function seenRecord(raw: RawRecord, { segment, run, names }: Where): SeenRecord {
  const { record } = raw;
  names.learn(record);
  return {
    ...raw,
    segment,
    run,
    names,
    type: names.typeOf(record),
    actor: names.actorOf(record),
    isMessage: record.type < TYPE_ACTOR && record.actor >= 0,
    decode: () => names.decode(record),
  };
}
