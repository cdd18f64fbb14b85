/** What a simulated loop does as soon as its thread comes to it: one thing at a time. */
import type { Owner } from "../engine/agenda.ts";
import type { Wakeable } from "../engine/engine.ts";

export class Soon implements Wakeable {
  at = Number.POSITIVE_INFINITY;
  readonly owner: Owner;
  readonly #now: () => number;
  readonly #runs: (() => void)[] = [];

  constructor(owner: Owner, now: () => number) {
    this.owner = owner;
    this.#now = now;
  }

  add(run: () => void): undefined {
    this.#runs.push(run);
    this.at = this.#now();
  }

  fire(): undefined {
    for (const run of this.#runs.splice(0)) run();
  }
}
