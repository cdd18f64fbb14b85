/**
 * Main's side of a soak: a writer, gating and evictable readers, each a thread of its own that is
 * terminated at random and restarted as a supervisor restarts an actor.
 *
 * After each death everybody must come to have read all that was published by then. A reader that
 * sleeps instead is a wake-up that was lost, and fails the run.
 */
import { Prng } from "../../../src/core/prng.ts";
import { wakeAll } from "../../../src/runtime/ring/doorbell.ts";
import { allocateLines } from "../../../src/runtime/ring/lines.ts";
import { allocateTopic, type TopicOptions } from "../../../src/runtime/ring/topic-memory.ts";
import {
  attachReader,
  nextSequenceOf,
  type ReaderKind,
  topicEpoch,
} from "../../../src/runtime/ring/topic-slots.ts";
import { waitFor, waitLooks } from "../kit/patience.ts";
import { Threads } from "../kit/threads.ts";
import { LEDGER, LEDGER_BYTES, type Ledger } from "./ledger.ts";
import { ReaderLives } from "./reader-lives.ts";
import { COMMAND, CONTROL, CONTROL_BYTES, type SoakMemory } from "./soak-memory.ts";
import { emptyTally, killsOf, type SoakTally } from "./soak-tally.ts";
import { WriterLives } from "./writer-lives.ts";

/** One ring of a soak, and how long it runs: until all of the least counts are reached. */
export type SoakPlan = {
  readonly ring: TopicOptions;
  readonly readers: readonly { readonly kind: ReaderKind; readonly checks: readonly number[] }[];
  readonly seed: number;
  readonly killsMin: number;
  readonly uncommittedKillsMin: number;
  readonly handlerKillsMin: number;
  readonly messagesMin: number;
};

/** Accounts of one reader over all its lives. */
export type ReaderAccount = {
  readonly kind: ReaderKind;
  readonly delivered: number;
  readonly missed: number;
  readonly died: number;
  readonly toldToDead: number;
  readonly torn: number;
  readonly partial: number;
  readonly repeated: number;
  readonly unreported: number;
  readonly forgotten: number;
  readonly wrongLife: number;
};

export type SoakResult = {
  readonly tally: SoakTally;
  readonly readers: readonly ReaderAccount[];
  /** What threads threw. */
  readonly errors: readonly string[];
};

/** A ring that has not reached its least counts by then never will. */
const KILLS_MAX = 500;
/** Records between two kills, where few messages are left to ask for. */
const RECORDS_MIN = 20_000;
const LOOKS_MAX = 5;
const BOTH_ONE_IN = 8;
const QUARANTINE_ONE_IN = 4;

/** Runs `plan` to its end. @throws {Error} When a thread does not go on, with who and where. */
export async function soak(plan: SoakPlan): Promise<SoakResult> {
  const run = new Soak(plan);
  try {
    await run.run();
  } finally {
    await run.threads.end();
  }
  return run.result();
}

class Soak {
  readonly threads = new Threads();
  readonly #plan: SoakPlan;
  readonly #prng: Prng;
  readonly #memory: SoakMemory;
  readonly #control: Int32Array;
  readonly #writer: WriterLives;
  readonly #readers: readonly ReaderLives[];
  readonly #tally = emptyTally();
  #lastDeath = "nobody died yet";

  constructor(plan: SoakPlan) {
    this.#plan = plan;
    this.#prng = new Prng(plan.seed);
    const ledgers = plan.readers.map(() => new SharedArrayBuffer(LEDGER_BYTES));
    const memory: SoakMemory = {
      topic: allocateTopic(plan.ring),
      lines: allocateLines(),
      control: new SharedArrayBuffer(CONTROL_BYTES),
      ledgers,
    };
    this.#memory = memory;
    this.#control = new Int32Array(memory.control);
    this.#writer = new WriterLives(memory, this.threads, plan.ring.capacityBytes);
    this.#readers = ledgers.map((ledger, index) => {
      const { kind, checks } = plan.readers[index] ?? { kind: "GATE", checks: [1] };
      const bellLine = index + 1;
      const slot = attachReader(memory.topic, { kind, bellLine });
      const place = { kind, slot, bellLine, checks };
      return new ReaderLives(memory, this.threads, place, ledger);
    });
  }

  async run(): Promise<void> {
    const { killsMin, messagesMin } = this.#plan;
    const recordsMax = Math.max(RECORDS_MIN, Math.ceil((2 * messagesMin) / Math.max(1, killsMin)));
    for (const reader of this.#readers) reader.start(this.#seed());
    this.#writer.start(this.#seed());
    while (!this.#isEnough() && killsOf(this.#tally) < KILLS_MAX) {
      await this.#progress(this.#prng.between(1, recordsMax));
      await waitLooks(this.#prng.between(0, LOOKS_MAX));
      await this.#kill();
    }
    while (this.#nextSequence() <= messagesMin) await this.#progress(recordsMax);
    await this.#close();
  }

  result(): SoakResult {
    const readers = this.#readers.map(({ place, ledger }) => accountOf(place.kind, ledger));
    const tally = this.#tally;
    tally.messages = this.#nextSequence() - 1;
    for (const [index, { ledger }] of this.#readers.entries()) {
      tally.delivered += readers[index]?.delivered ?? 0;
      tally.missed += readers[index]?.missed ?? 0;
      tally.died += readers[index]?.died ?? 0;
      tally.toldToDead += readers[index]?.toldToDead ?? 0;
      tally.evictions += ledger.get(LEDGER.EVICTIONS);
      tally.wakes += ledger.get(LEDGER.WAKES);
    }
    return { tally, readers, errors: this.threads.errors };
  }

  #isEnough(): boolean {
    const { killsMin, uncommittedKillsMin, handlerKillsMin } = this.#plan;
    const { uncommittedKills, handlerKills } = this.#tally;
    return (
      killsOf(this.#tally) >= killsMin &&
      uncommittedKills >= uncommittedKillsMin &&
      handlerKills >= handlerKillsMin
    );
  }

  /** Ends one thread, sometimes a writer and a reader at once, and starts the next life. */
  async #kill(): Promise<void> {
    const victims = this.#victims();
    const reader = victims.reader;
    const names = [victims.isWriter ? "writer" : "", reader?.name ?? ""].filter(
      (name) => name !== "",
    );
    this.#lastDeath = `died last: ${names.join(" and ")}`;
    await Promise.all([
      victims.isWriter ? this.#writer.kill(this.#tally) : null,
      reader?.kill(this.#tally),
    ]);
    if (victims.isWriter) this.#recover();
    wakeAll(this.#memory.lines);
    if (reader?.place.kind === "GATE" && !victims.isWriter && this.#oneIn(QUARANTINE_ONE_IN)) {
      await this.#leaveBehind(reader);
    }
    reader?.start(this.#seed());
    // The next life of a writer would wake whoever missed what the last one said.
    const isWriterFirst = victims.isWriter && this.#oneIn(2);
    if (isWriterFirst) this.#writer.start(this.#seed());
    await this.#allReach(this.#nextSequence());
    if (victims.isWriter && !isWriterFirst) this.#writer.start(this.#seed());
    await this.#wait(() => this.#writer.isAlive);
  }

  #victims(): { isWriter: boolean; reader: ReaderLives | null } {
    const isBoth = this.#oneIn(BOTH_ONE_IN);
    const isWriter = isBoth || this.#oneIn(2);
    return { isWriter, reader: isBoth || !isWriter ? this.#prng.pick(this.#readers) : null };
  }

  #recover(): undefined {
    const nextSequence = this.#writer.recover(this.#tally);
    const epoch = topicEpoch(this.#memory.topic);
    if (epoch !== this.#writer.incarnation || nextSequence !== this.#nextSequence()) {
      this.#tally.unrepeatable += 1;
    }
  }

  /** As a supervisor does with a reader that stays dead: the writer goes on without it. */
  async #leaveBehind(reader: ReaderLives): Promise<void> {
    reader.quarantine();
    Atomics.store(this.#control, CONTROL.COMMAND, COMMAND.FLOOD);
    await this.#wait(() => reader.isEvicted);
    Atomics.store(this.#control, CONTROL.COMMAND, COMMAND.RUN);
    this.#tally.quarantines += 1;
  }

  async #close(): Promise<void> {
    Atomics.store(this.#control, CONTROL.COMMAND, COMMAND.CLOSE);
    await this.#wait(() => Atomics.load(this.#control, CONTROL.CLOSED) > 0);
    await this.#allReach(this.#nextSequence());
  }

  async #progress(records: number): Promise<void> {
    const target = this.#nextSequence() + records;
    await this.#wait(() => this.#nextSequence() >= target);
  }

  async #allReach(nextSequence: number): Promise<void> {
    await this.#wait(() => this.#readers.every((reader) => reader.hasCaughtUp(nextSequence)));
  }

  async #wait(condition: () => boolean): Promise<void> {
    await waitFor(
      () => {
        if (this.threads.errors.length > 0) throw new Error(this.threads.errors.join("; "));
        return condition();
      },
      () => this.#describe(),
    );
  }

  #describe(): string {
    const next = this.#nextSequence();
    const { incarnation, isAlive } = this.#writer;
    const phase = Atomics.load(this.#control, CONTROL.PHASE);
    const writer = `writer, life ${incarnation}${isAlive ? "" : ", not started"}, phase ${phase}`;
    const readers = this.#readers.map((reader) => reader.describe(next));
    const lines = [this.#lastDeath, writer, ...readers];
    return `nothing goes on (seed ${this.#plan.seed}): ${lines.join("\n  ")}`;
  }

  #nextSequence(): number {
    return nextSequenceOf(this.#memory.topic);
  }

  #oneIn(count: number): boolean {
    return this.#prng.between(1, count) === 1;
  }

  #seed(): number {
    return this.#prng.between(1, 2 ** 31 - 1);
  }
}

function accountOf(kind: ReaderKind, ledger: Ledger): ReaderAccount {
  const { missed, died, toldToDead } = ledger.last();
  return {
    kind,
    delivered: ledger.get(LEDGER.ENTERED),
    missed,
    died,
    toldToDead,
    torn: ledger.get(LEDGER.TORN),
    partial: ledger.get(LEDGER.PARTIAL),
    repeated: ledger.get(LEDGER.REPEATED),
    unreported: ledger.get(LEDGER.UNREPORTED),
    forgotten: ledger.get(LEDGER.FORGOTTEN),
    wrongLife: ledger.get(LEDGER.WRONG_LIFE),
  };
}
