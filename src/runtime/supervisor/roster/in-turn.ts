/** One piece of work on a name at a time: each waits for those that were asked for before it. */
export class InTurn {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Resolves and rejects as `work` does, which begins when all earlier work on `name` has ended. */
  run<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
    const before = this.#last.get(name) ?? Promise.resolve();
    const running = before.then(work, work);
    this.#last.set(name, running);
    const forget = () => {
      if (this.#last.get(name) === running) this.#last.delete(name);
    };
    running.then(forget, forget);
    return running;
  }

  /** Names of which something is under way. */
  get size(): number {
    return this.#last.size;
  }
}
