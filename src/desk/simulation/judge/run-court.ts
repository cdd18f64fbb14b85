/** Where the judges of one run say what they found: the first violation ends it. */
import type { Court, Violation } from "./judge.ts";

export class RunCourt implements Court {
  /** The first thing that was wrong; null while nothing is. */
  violation: Violation | null = null;
  /** Rare things that were seen. */
  readonly sometimes = new Set<string>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get now(): number {
    return this.#now();
  }

  accuse(judge: string, text: string): undefined {
    this.violation ??= { judge, text, at: this.now };
  }

  note(sometimes: string): undefined {
    this.sometimes.add(sometimes);
  }
}
