/** What `sim` says while it runs, on stderr: a violation when it is found, and how far the search for few faults is. */
import type { SetOptions } from "../simulation/seed-set.ts";
import { SHRINK_RUNS_MAX } from "../simulation/shrink.ts";
import type { Output } from "./output.ts";

/** Without a terminal, whose one line is drawn again, every so many runs of a search are a line. */
const RUNS_A_LINE = 20;

type Told = {
  /** Seeds that are run. */
  readonly seeds: number;
  /** Whether failing seeds are made small. */
  readonly shrinks: boolean;
  readonly isTerminal?: boolean;
};

export class SimProgress {
  readonly #output: Pick<Output, "note" | "status">;
  readonly #told: Required<Told>;
  #failed = 0;
  #seed = 0;

  constructor(output: Pick<Output, "note" | "status">, told: Told) {
    this.#output = output;
    this.#told = { isTerminal: process.stderr.isTTY === true, ...told };
  }

  get listeners(): Pick<SetOptions, "onViolation" | "onShrink" | "onSeed"> {
    const { seeds, shrinks, isTerminal } = this.#told;
    return {
      onViolation: (seed, { judge, text }, faults) => {
        this.#failed += 1;
        this.#seed = seed;
        this.#output.note(`seed ${seed}: ${judge}: ${text}`);
        if (!shrinks || faults === 0) return;
        this.#output.note(
          `seed ${seed}: looking for the few of its ${faults} faults that it takes, in at most ${SHRINK_RUNS_MAX} runs of it (--first ends at a violation, and looks for nothing)`,
        );
      },
      onShrink: (runs, left) => {
        const text = `seed ${this.#seed}: ${runs} of at most ${SHRINK_RUNS_MAX} runs, ${left} faults left`;
        if (isTerminal) this.#output.status(text);
        else if (runs % RUNS_A_LINE === 0) this.#output.note(text);
      },
      onSeed: (done) => {
        if (!isTerminal) return;
        this.#output.status(`${done} of ${seeds} seeds, ${this.#failed} of them fail`);
      },
    };
  }
}
