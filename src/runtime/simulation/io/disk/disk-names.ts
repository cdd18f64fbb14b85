/**
 * The names of the simulated disk's files: what every process sees, and what a loss of power leaves.
 * Of the changes that no sync of their folder has followed, it may leave any.
 */
import { dirname } from "node:path";
import type { Prng } from "../../../../core/prng.ts";
import type { StoredFile } from "./stored-file.ts";

/** `to` null: the name is gone. `from` null: it is new. */
type Change = {
  readonly from: string | null;
  readonly to: string | null;
  readonly file: StoredFile;
};

export class DiskNames {
  #names = new Map<string, StoredFile>();
  readonly #durable = new Map<string, StoredFile>();
  #pending: Change[] = [];

  get paths(): readonly string[] {
    return [...this.#names.keys()];
  }

  /** All files that some process, or the next one, may see. */
  get files(): ReadonlySet<StoredFile> {
    return new Set([...this.#names.values(), ...this.#durable.values()]);
  }

  find(path: string): StoredFile | null {
    return this.#names.get(path) ?? null;
  }

  /** For good, at once. */
  put(path: string, file: StoredFile): undefined {
    this.#names.set(path, file);
    this.#durable.set(path, file);
  }

  /** For good, at once. */
  drop(path: string): undefined {
    this.#names.delete(path);
    this.#durable.delete(path);
  }

  /** Until the next {@link sync} it may come undone. */
  change(change: Change): undefined {
    apply(this.#names, change);
    this.#pending.push(change);
  }

  /** All names in the folder are for good as they are. */
  sync(folder: string): undefined {
    const isOf = ({ from, to }: Change) => dirname(to ?? from ?? "") === folder;
    for (const change of this.#pending.filter(isOf)) apply(this.#durable, change);
    this.#pending = this.#pending.filter((change) => !isOf(change));
  }

  losePower(random: Prng): undefined {
    const lostFraction = this.#pending.length === 0 ? 0 : random.unit();
    for (const change of this.#pending) {
      if (!(random.unit() < lostFraction)) apply(this.#durable, change);
    }
    this.#pending = [];
    this.#names = new Map(this.#durable);
  }
}

function apply(names: Map<string, StoredFile>, { from, to, file }: Change): undefined {
  // The name may be another file's by now, or again.
  if (from !== null && names.get(from) === file) names.delete(from);
  if (to !== null) names.set(to, file);
}
