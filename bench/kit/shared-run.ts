/** One run that gives several figures of a round, each of them taken by a measurement of its own. */

/** Runs anew when a figure is asked for that the last run has already given. */
export class SharedRun<Name extends string> {
  readonly #run: () => Promise<Readonly<Record<Name, number>>>;
  #taken = new Set<Name>();
  #figures: Promise<Readonly<Record<Name, number>>> | null = null;

  constructor(run: () => Promise<Readonly<Record<Name, number>>>) {
    this.#run = run;
  }

  async take(name: Name): Promise<number> {
    if (this.#figures === null || this.#taken.has(name)) {
      this.#taken = new Set();
      this.#figures = this.#run();
    }
    this.#taken.add(name);
    return (await this.#figures)[name];
  }
}
