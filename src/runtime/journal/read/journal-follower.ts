/**
 * Reads a journal that somebody else writes, up to what is surely on the disk and never beyond it.
 *
 * It takes no lock, writes nothing, and holds no file open between two steps: so it may die at any time,
 * and the writer neither knows nor waits. It remembers its place, so a step reads only what is new, and
 * each step is bounded. A segment that was retired meanwhile is read by its new name.
 *
 * What is durable is whole. So a record up to the bound that is not as it was written is damage: the
 * follower refuses, as a value, and says the same for ever.
 */
import { AssertionError, assert } from "../../../core/assert.ts";
import { failWith, type Result, succeed } from "../../../core/result.ts";
import { FileTable } from "../../codec/file-table.ts";
import type { FileRecord } from "../../codec/record-file.ts";
import type { Storage } from "../../io/disk/storage.ts";
import { isSameHash } from "../format/chain.ts";
import { fileName, sequenceIn } from "../format/file-names.ts";
import { MARK_COMMIT } from "../format/mark.ts";
import { type JournalRefusal, quarantine, RefusalError } from "../recover/journal-refusal.ts";
import { readSegment, type Segment } from "../recover/read-segments.ts";
import type { JournalFile } from "../storage/journal-file.ts";
import { JournalFolder } from "../storage/journal-folder.ts";
import { StorageError } from "../storage/storage-error.ts";
import { FollowedSegment } from "./followed-segment.ts";
import { FrameWindow } from "./frame-window.ts";

/** What one step does at most. Its last record may pass the bytes, and is at most 1 MiB. */
export type StepBounds = {
  /** Records that are read, given or not. */
  readonly records: number;
  /** Of the file. */
  readonly bytes: number;
};

const STEP_BOUNDS: StepBounds = { records: 4_000, bytes: 1 << 20 };

/** A record as the journal has it; its payload is valid until the call returns. */
export type FollowedRecord = FileRecord & { readonly journalSequence: number };

/** Called for each record but COMMITs, with what the segment has explained before it. */
export type OnFollowed = (record: FollowedRecord, table: FileTable) => void;

/** Why a follower does not go on. */
export type FollowRefusal = Exclude<JournalRefusal, { readonly kind: "LOCKED" }>;

export class JournalFollower {
  readonly #folder: JournalFolder;
  readonly #bounds: StepBounds;
  readonly #window = new FrameWindow();
  /** Of the first record that is given. */
  readonly #from: number;
  #segment: FollowedSegment | null = null;
  #table = new FileTable();
  #refusal: FollowRefusal | null = null;

  /** @param from Journal sequence of the first record that is wanted. 1 up. */
  constructor(storage: Storage, from: number, bounds: StepBounds = STEP_BOUNDS) {
    assert(Number.isSafeInteger(from) && from >= 1, "a journal's sequences begin with 1");
    assert(bounds.records >= 1 && bounds.bytes >= 1, "a step reads a record at least");
    this.#folder = new JournalFolder(storage);
    this.#from = from;
    this.#bounds = bounds;
  }

  /** Journal sequence up to which all was given. */
  get followedSequence(): number {
    return Math.max(this.#from, this.#segment?.nextSequence ?? 0) - 1;
  }

  /**
   * Gives the next records, in order, as far as the bounds of a step allow. Looking for the first one
   * goes through its segment from the start, by steps as well. What `take` throws is thrown on, and the
   * record counts as given.
   *
   * @param durableSequence Journal sequence up to which the writer says that all is on the disk.
   * @returns whether all up to there was given
   */
  step(durableSequence: number, take: OnFollowed): Result<boolean, FollowRefusal> {
    if (this.#refusal !== null) return failWith(this.#refusal);
    if (!(this.followedSequence < durableSequence)) return succeed(true);
    try {
      return succeed(this.#follow(durableSequence, take));
    } catch (error) {
      this.#refusal = refusalOf(error);
      return failWith(this.#refusal);
    }
  }

  #follow(bound: number, take: OnFollowed): boolean {
    // What was read behind the bound of the last step may have been written since.
    this.#window.clear();
    let left = this.#bounds;
    let segment = this.#segment ?? this.#begin();
    for (;;) {
      left = this.#readOn(segment, { bound, left, take });
      if (segment.nextSequence > bound) return true;
      if (!(left.records > 0 && left.bytes > 0)) return false;
      segment = this.#next(segment, bound);
    }
  }

  /** Reads to the bound, or where the segment ends. Returns what the step may do behind it. */
  #readOn(segment: FollowedSegment, { bound, left, take }: Reading): StepBounds {
    const file = this.#open(segment.firstSequence);
    if (file === null) segment.refuse("it was taken away before all of it was read");
    try {
      const start = segment.position;
      let { records } = left;
      const bytes = () => left.bytes - (segment.position - start);
      while (segment.nextSequence <= bound && records > 0 && bytes() > 0) {
        const journalSequence = segment.nextSequence;
        const record = segment.read(file, this.#window);
        if (record === null) break;
        records -= 1;
        explain(this.#table, record);
        if (record.type === MARK_COMMIT || journalSequence < this.#from) continue;
        take({ ...record, journalSequence }, this.#table);
      }
      return { records, bytes: bytes() };
    } finally {
      file.close();
    }
  }

  /** The segment of the first record that is wanted. */
  #begin(): FollowedSegment {
    const first = this.#folder
      .list()
      .flatMap((name) => sequenceIn("segment", name) ?? sequenceIn("retired", name) ?? [])
      .reduce((last, sequence) => (sequence <= this.#from ? Math.max(last, sequence) : last), 0);
    const segment = first === 0 ? null : this.#find(first);
    if (segment === null) {
      const message = `no segment holds the record ${this.#from}`;
      return quarantine(fileName("segment", this.#from), 0, this.#from, message);
    }
    return this.#enter(segment);
  }

  /** The segment that goes on where `before` ends. */
  #next(before: FollowedSegment, bound: number): FollowedSegment {
    // One that nothing could be read of would be followed by itself.
    const isWhole = before.isClosed && before.nextSequence > before.firstSequence;
    const segment = isWhole ? this.#find(before.nextSequence) : null;
    if (segment === null) {
      before.refuse(`its records end here, and the journal is said to be durable up to ${bound}`);
    }
    const { name, header } = segment;
    if (!isSameHash(header.chainBefore, before.chain)) {
      quarantine(name, 0, header.firstSequence, "it does not go on from the segment before it");
    }
    return this.#enter(segment);
  }

  /** Each segment explains its numbers anew. */
  #enter(segment: Segment): FollowedSegment {
    this.#window.clear();
    this.#table = new FileTable();
    this.#segment = new FollowedSegment(segment);
    return this.#segment;
  }

  #find(firstSequence: number): Segment | null {
    return this.#byEitherName(firstSequence, (name) =>
      readSegment(this.#folder, name, firstSequence),
    );
  }

  #open(firstSequence: number): JournalFile | null {
    return this.#byEitherName(firstSequence, (name) => this.#folder.open(name));
  }

  /** The writer may retire a segment between any two calls: the first name first, then the other. */
  #byEitherName<Value>(firstSequence: number, use: (name: string) => Value): Value | null {
    for (const kind of ["segment", "retired"] as const) {
      try {
        return use(fileName(kind, firstSequence));
      } catch (error) {
        if (!(error instanceof StorageError && error.failure.code === "ENOENT")) throw error;
      }
    }
    return null;
  }
}

type Reading = {
  readonly bound: number;
  readonly left: StepBounds;
  readonly take: OnFollowed;
};

/** A number that is explained badly is explained no more: what needs it is given all the same. */
function explain(table: FileTable, record: FileRecord): undefined {
  try {
    table.take(record);
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
  }
}

function refusalOf(error: unknown): FollowRefusal {
  if (error instanceof StorageError) return error.failure;
  if (error instanceof RefusalError && error.refusal.kind !== "LOCKED") return error.refusal;
  throw error;
}
