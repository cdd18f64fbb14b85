/** What is due for somebody who is busy: it waits for him, in order, one thing after the other. */
import type { Entry, Owner } from "./agenda.ts";
import type { Wakeable } from "./engine.ts";

export class Backlog implements Wakeable {
  at = Number.POSITIVE_INFINITY;
  readonly owner: Owner;
  readonly #run: (entry: Entry) => void;
  readonly #entries: Entry[] = [];
  #first = 0;

  constructor(owner: Owner, run: (entry: Entry) => void) {
    this.owner = owner;
    this.#run = run;
  }

  get size(): number {
    return this.#entries.length - this.#first;
  }

  add(entry: Entry): undefined {
    this.#entries.push(entry);
    this.at = Math.max(this.at === Number.POSITIVE_INFINITY ? 0 : this.at, entry.at);
  }

  fire(): undefined {
    const entry = this.#entries[this.#first];
    this.#first += 1;
    if (this.#first === this.#entries.length) {
      this.#entries.length = 0;
      this.#first = 0;
    }
    // He may be busy again behind it: then the next one waits once more.
    this.at = this.size > 0 ? 0 : Number.POSITIVE_INFINITY;
    if (entry !== undefined) this.#run(entry);
  }
}
