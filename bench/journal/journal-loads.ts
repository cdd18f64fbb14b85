/**
 * Records into a journal, as fast as it takes them or at a pace, and how long each waited until it was
 * durable.
 */
import { assert } from "../../src/core/assert.ts";
import { monotonicNs } from "../../src/core/clock.ts";
import {
  DUE_NEVER,
  DUE_NOW,
  type Durability,
  GROUP_POLICY,
} from "../../src/runtime/journal/write/due-time.ts";
import { JOURNAL_FULL, type Journal } from "../../src/runtime/journal/write/journal.ts";
import { BenchRecord, inFolder, withJournal } from "./bench-journal.ts";
import { figuresOf, type LoadFigures } from "./load-figures.ts";

/** The clock is asked once for so many records, unless each is committed alone. */
const RECORDS_A_READING = 16;

/** SYNC: each record is committed alone. Else the journal says when, by its policy. */
export type JournalLoad = {
  readonly durability: Durability;
  readonly groupKiB: number;
  /** Records a second, evenly; as many as can be unless it is said. */
  readonly pace?: number;
};

export function loadJournal(load: JournalLoad, records: number): LoadFigures {
  const { groupKiB } = load;
  const policy = { ...GROUP_POLICY, groupBytes: groupKiB * 1_024 };
  return inFolder((folder) =>
    withJournal(folder, policy, (journal) => new Load(journal, load, records).run()),
  );
}

class Load {
  readonly #journal: Journal;
  readonly #durability: Durability;
  readonly #record = new BenchRecord();
  readonly #appendedAt: Float64Array;
  readonly #waits: Float64Array;
  readonly #stride: number;
  /** Between two records; 0 for none. */
  readonly #gapNs: number;
  #told = 0;

  constructor(journal: Journal, { durability, pace = Infinity }: JournalLoad, records: number) {
    this.#journal = journal;
    this.#durability = durability;
    this.#appendedAt = new Float64Array(records);
    this.#waits = new Float64Array(records);
    this.#gapNs = 1e9 / pace;
    this.#stride = durability === "SYNC" || this.#gapNs > 0 ? 1 : RECORDS_A_READING;
  }

  run(): LoadFigures {
    const records = this.#waits.length;
    const begunAt = monotonicNs();
    let now = begunAt;
    for (let index = 0; index < records; index += 1) {
      if (this.#gapNs > 0) this.#commitUntil(begunAt + index * this.#gapNs);
      if (index % this.#stride === 0) now = monotonicNs();
      this.#append(index, now);
      this.#commitIfDue(now);
    }
    const due = this.#journal.dueAt;
    if (this.#gapNs > 0 && due !== DUE_NEVER) this.#commitUntil(due);
    this.#commit();
    const seconds = (monotonicNs() - begunAt) / 1e9;
    assert(this.#told === records, "all records are durable in the end");
    return figuresOf(this.#waits, seconds);
  }

  /** Does what is due until then, as an actor does that is not parked. */
  #commitUntil(at: number): undefined {
    for (let now = monotonicNs(); now < at; now = monotonicNs()) this.#commitIfDue(now);
  }

  #commitIfDue(now: number): undefined {
    const due = this.#journal.dueAt;
    if (due === DUE_NOW || due <= now) this.#commit();
  }

  #append(index: number, now: number): undefined {
    this.#record.sequence = index + 1;
    this.#appendedAt[index] = now;
    if (this.#journal.append(this.#record, this.#durability) !== JOURNAL_FULL) return;
    this.#commit();
    assert(this.#journal.append(this.#record, this.#durability) > 0, "a record is taken");
  }

  #commit(): undefined {
    assert(this.#journal.commit() === null, "a group is committed");
    const now = monotonicNs();
    const durable = this.#journal.durableSequence(this.#record.actor);
    for (; this.#told < durable; this.#told += 1) {
      this.#waits[this.#told] = now - (this.#appendedAt[this.#told] ?? 0);
    }
  }
}
