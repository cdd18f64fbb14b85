/**
 * A journal against a model: the list of what was appended. Random sizes, commits, rotations, snapshots,
 * retirements, kills and ends of runs; what the next run reads is the list, from its snapshot on.
 */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import type { OpenedJournal } from "../../../src/runtime/journal/open-journal.ts";
import { JOURNAL_FULL } from "../../../src/runtime/journal/write/journal.ts";
import { sequenceOfState, stateOf } from "./explore/state.ts";
import { ACTOR, messagesOf, opened, optionsOf, recordOf } from "./kit/journal-kit.ts";
import { ModelDisk } from "./kit/model-disk.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const STEPS = 3_000;

class Model {
  readonly #prng: Prng;
  #disk = new ModelDisk();
  #opened: OpenedJournal;
  #life = 1;
  #appended = 0;
  #told = 0;
  /** Journal sequence of each record that was appended, by its own. */
  readonly #journalSequences = new Map<number, number>();
  readonly seen = new Set<string>();

  constructor(prng: Prng) {
    this.#prng = prng;
    this.#opened = this.#open();
  }

  step(): void {
    const act = this.#prng.pick([
      ...([
        "append",
        "append",
        "append",
        "append",
        "append",
        "append",
        "commit",
        "commit",
      ] as const),
      ...(["tick", "rotate", "snapshot", "retire", "kill", "end"] as const),
    ]);
    this.seen.add(act);
    this[act]();
    const durable = this.#opened.journal.durableSequence(ACTOR);
    expect(this.#opened.journal.failure).toBeNull();
    expect(durable === 0 || durable >= this.#told).toBe(true);
    this.#told = Math.max(this.#told, durable);
  }

  append(): void {
    const { journal } = this.#opened;
    const bytes = this.#prng.pick([0, 1, 7, 8, 40, this.#prng.between(0, 1_500)]);
    const record = recordOf(this.#appended + 1, bytes);
    const sequence = journal.append(record, this.#prng.pick(["SYNC", "GROUP", "ASYNC"]));
    if (sequence === JOURNAL_FULL) {
      this.seen.add("full");
      expect(journal.commit()).toBeNull();
      return;
    }
    expect(sequence).toBeGreaterThan(this.#journalSequences.get(this.#appended) ?? 0);
    this.#appended += 1;
    this.#journalSequences.set(this.#appended, sequence);
  }

  commit(): void {
    expect(this.#opened.journal.commit()).toBeNull();
    this.#told = this.#appended;
  }

  tick(): void {
    this.#opened.journal.tick(this.#prng.pick([0, 1e12]));
  }

  rotate(): void {
    expect(this.#opened.journal.rotate()).toBeNull();
  }

  snapshot(): void {
    expect(this.#opened.journal.snapshot(stateOf(this.#appended)).ok).toBe(true);
  }

  retire(): void {
    const retired = this.#opened.journal.retire(this.#prng.pick([0, 50, Infinity]));
    if (retired.ok && retired.value.length > 0) this.seen.add("retired");
  }

  /** The system lives on, so that what was written is there, and what waited is not. */
  kill(): void {
    this.#disk = this.#disk.afterKill();
    this.#reopen("CRASHED");
  }

  end(): void {
    expect(this.#opened.journal.stop()).toBeNull();
    this.#disk = this.#disk.afterKill();
    this.#told = this.#appended;
    this.#reopen("ENDED");
  }

  #reopen(status: string): void {
    this.#life += 1;
    this.#opened = this.#open();
    const { recovery } = this.#opened;
    expect(recovery.previous?.status).toBe(status as "ENDED");
    const from = recovery.snapshot === null ? 0 : sequenceOfState(recovery.snapshot.state);
    let last = from;
    for (const { sequence, journalSequence, isAcknowledged } of messagesOf(recovery)) {
      expect(sequence).toBe(last + 1);
      expect(journalSequence).toBe(this.#journalSequences.get(sequence) ?? 0);
      expect(isAcknowledged).toBe(true);
      last = sequence;
    }
    expect(last).toBeGreaterThanOrEqual(this.#told);
    expect(last).toBeLessThanOrEqual(this.#appended);
    this.#appended = last;
    this.#told = last;
  }

  #open(): OpenedJournal {
    return opened(optionsOf(this.#disk, this.#life, { waitingBytesMax: 2_048 }));
  }
}

describe("a journal", () => {
  test(`is the list of what was appended (seed ${seed})`, () => {
    const model = new Model(new Prng(seed));
    for (let step = 0; step < STEPS; step += 1) model.step();
    expect([...model.seen].sort()).toEqual([
      ...["append", "commit", "end", "full", "kill", "retire", "retired", "rotate", "snapshot"],
      "tick",
    ]);
  }, 60_000);
});
