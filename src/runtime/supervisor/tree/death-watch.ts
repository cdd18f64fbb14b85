/**
 * Who wants to know that an actor is gone for good. A restart tells nobody; whoever watches what is
 * gone already is told at once; each is told once.
 */

/** Told with the reason, in one line for people. */
export type OnGone = (reason: string) => void;

export class DeathWatch {
  readonly #watchers = new Map<string, Set<OnGone>>();
  readonly #gone = new Map<string, string>();

  /** A life of `name` begins: it is there, or there again. */
  begin(name: string): undefined {
    this.#gone.delete(name);
  }

  /** Watching twice with one function is watching once. Returns what ends it. */
  watch(name: string, onGone: OnGone): () => void {
    const reason = this.#gone.get(name);
    if (reason !== undefined) {
      onGone(reason);
      return () => {};
    }
    const watchers = this.#watchers.get(name) ?? new Set();
    this.#watchers.set(name, watchers.add(onGone));
    return () => {
      watchers.delete(onGone);
      if (watchers.size === 0 && this.#watchers.get(name) === watchers) this.#watchers.delete(name);
    };
  }

  /** `name` is gone for good. */
  end(name: string, reason: string): undefined {
    if (!this.#gone.has(name)) this.#gone.set(name, reason);
    const watchers = this.#watchers.get(name) ?? new Set();
    this.#watchers.delete(name);
    // One that is told may end the watching of another that was to be told next.
    for (const onGone of watchers) onGone(reason);
  }
}
