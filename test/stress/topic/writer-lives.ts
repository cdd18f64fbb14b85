/** The lives of a soak's writer, one thread after another on the same topic, as main sees them. */
import type { Worker } from "node:worker_threads";
import type { Threads } from "../kit/threads.ts";
import { PHASE } from "../kit/write-batch.ts";
import { recoverTwice } from "./recover-twice.ts";
import { CONTROL, type SoakMemory, type WriterStart } from "./soak-memory.ts";
import type { SoakTally } from "./soak-tally.ts";

const WRITER = new URL("soak-writer.ts", import.meta.url);
/** Records of a stretch without waiting, at most. */
const FLOOD_RECORDS = 50_000;

export class WriterLives {
  readonly #memory: SoakMemory;
  readonly #threads: Threads;
  readonly #control: Int32Array;
  readonly #capacityBytes: number;
  #worker: Worker | null = null;
  #incarnation = 0;

  constructor(memory: SoakMemory, threads: Threads, capacityBytes: number) {
    this.#memory = memory;
    this.#threads = threads;
    this.#control = new Int32Array(memory.control);
    this.#capacityBytes = capacityBytes;
  }

  get incarnation(): number {
    return this.#incarnation;
  }

  /** Whether the present life has attached. */
  get isAlive(): boolean {
    return Atomics.load(this.#control, CONTROL.LIFE) === this.#incarnation;
  }

  start(seed: number): undefined {
    this.#incarnation += 1;
    const start: WriterStart = {
      ...this.#memory,
      incarnation: this.#incarnation,
      seed,
      floodRecords: FLOOD_RECORDS,
    };
    this.#worker = this.#threads.start(WRITER, start);
  }

  /** Ends the thread wherever it is. */
  async kill(tally: SoakTally): Promise<void> {
    await this.#worker?.terminate();
    tally.writerKills += 1;
  }

  /** What a supervisor does when the thread has ended; returns the next sequence. */
  recover(tally: SoakTally): number {
    const recovered = recoverTwice(this.#memory.topic);
    this.#countPhase(tally, recovered.nextSequence);
    if (!recovered.isRepeatable) tally.unrepeatable += 1;
    if (recovered.recordsFound > 0) tally.tailsBehind += 1;
    if ((recovered.position & (this.#capacityBytes - 1)) === 0) tally.ringStarts += 1;
    return recovered.nextSequence;
  }

  /** Where in a batch it died: by its own word, and by whether that batch is there. */
  #countPhase(tally: SoakTally, nextSequence: number): undefined {
    const phase = Atomics.exchange(this.#control, CONTROL.PHASE, PHASE.OUTSIDE);
    if (phase === PHASE.OUTSIDE) return;
    const isPublished = nextSequence > Atomics.load(this.#control, CONTROL.PHASE + 1);
    if (isPublished) tally.unrungKills += 1;
    else tally.uncommittedKills += 1;
    if (phase === PHASE.CLAIMED) tally.encodingKills += 1;
  }
}
