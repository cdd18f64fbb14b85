/** The lives of one reader of a soak, one thread after another on the same slot, as main sees them. */
import type { Worker } from "node:worker_threads";
import { attachLines, bellIndex } from "../../../src/runtime/ring/lines.ts";
import { expectedIndex, SLOT_EVICTED, stateIndex } from "../../../src/runtime/ring/topic-layout.ts";
import { attachTopic, type TopicMemory } from "../../../src/runtime/ring/topic-memory.ts";
import { setReaderKind } from "../../../src/runtime/ring/topic-slots.ts";
import type { Threads } from "../kit/threads.ts";
import { LEDGER, Ledger } from "./ledger.ts";
import type { ReaderStart, SoakMemory, SoakPlace } from "./soak-memory.ts";
import { countReaderKill, type SoakTally } from "./soak-tally.ts";

const READER = new URL("soak-reader.ts", import.meta.url);

export class ReaderLives {
  readonly place: SoakPlace;
  readonly ledger: Ledger;
  readonly #ledgerMemory: SharedArrayBuffer;
  readonly #memory: SoakMemory;
  readonly #topic: TopicMemory;
  readonly #threads: Threads;
  #worker: Worker | null = null;
  #life = 0;

  constructor(memory: SoakMemory, threads: Threads, place: SoakPlace, ledger: SharedArrayBuffer) {
    this.place = place;
    this.ledger = new Ledger(ledger);
    this.#ledgerMemory = ledger;
    this.#memory = memory;
    this.#topic = attachTopic(memory.topic);
    this.#threads = threads;
  }

  get name(): string {
    return `${this.place.kind} reader ${this.place.slot}`;
  }

  /** Whether the present life has attached. */
  get isAlive(): boolean {
    return this.ledger.get(LEDGER.LIFE) === this.#life;
  }

  /** Whether the writer has cut it off. */
  get isEvicted(): boolean {
    return Atomics.load(this.#topic.int32, stateIndex(this.place.slot)) === SLOT_EVICTED;
  }

  start(seed: number): undefined {
    this.#life += 1;
    // As its wiring says, whatever was done while it was dead.
    setReaderKind(this.#memory.topic, this.place.slot, this.place.kind);
    const start: ReaderStart = {
      ...this.#memory,
      place: this.place,
      ledger: this.#ledgerMemory,
      life: this.#life,
      seed,
      expectedAtDeath: this.#expectedBySlot(),
    };
    this.#worker = this.#threads.start(READER, start);
  }

  /** Ends the thread wherever it is, and counts where that was. */
  async kill(tally: SoakTally): Promise<void> {
    await this.#worker?.terminate();
    countReaderKill(tally, this.place.kind);
    if (!this.ledger.settle()) return;
    tally.handlerKills += 1;
    // Delivered is what a handler has begun with: it is never given again.
    if (this.#expectedBySlot() !== this.ledger.last().sequence + 1) tally.undelivered += 1;
  }

  /** While it is dead: nobody waits for it. */
  quarantine(): undefined {
    setReaderKind(this.#memory.topic, this.place.slot, "EVICT");
  }

  hasCaughtUp(nextSequence: number): boolean {
    return this.isAlive && this.ledger.get(LEDGER.EXPECTED) >= nextSequence;
  }

  /** Where it stands, for a failure: it is woken by that, so it is asked last. */
  describe(nextSequence: number): string {
    const { slot, bellLine } = this.place;
    const words = attachLines(this.#memory.lines);
    const expected = this.ledger.get(LEDGER.EXPECTED);
    const isParked = this.ledger.get(LEDGER.PARKED) === 1;
    let verdict = "awake and behind";
    if (!this.isAlive) verdict = "not started";
    else if (expected >= nextSequence) verdict = "caught up";
    else if (isParked) verdict = "LOST WAKE-UP: asleep with data pending";
    const facts = {
      expected,
      published: nextSequence - 1,
      bell: Atomics.load(words, bellIndex(bellLine)),
      state: Atomics.load(this.#topic.int32, stateIndex(slot)),
      waiters: Atomics.notify(words, bellIndex(bellLine)),
    };
    return `${this.name}, life ${this.#life}: ${verdict}; ${JSON.stringify(facts)}`;
  }

  #expectedBySlot(): number {
    return this.#topic.float64[expectedIndex(this.place.slot)] ?? 0;
  }
}
