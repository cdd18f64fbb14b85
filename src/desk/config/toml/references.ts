/**
 * Which texts of a desk's files came from outside, by `${env:...}`, `${file:...}` or `${fd:N}`, and what they
 * are: so that whoever writes of the files names such a field, and never what stands in it. The texts
 * are private to it: no print, no copy and no document has them.
 */
import { HIDDEN } from "../../../core/secret-words.ts";
import type { Way } from "./interpolate.ts";
import type { Path } from "./path.ts";

/** One text that came from outside. */
export type Reference = {
  /** Name of the file without its ending: `desk`, or the actor's. */
  readonly file: string;
  readonly path: Path;
  readonly value: string;
  /** Where its parts came from. */
  readonly ways: ReadonlySet<Way>;
};

/** A shorter one stands in too many words that are no secret. Characters. */
const VALUE_LENGTH_MIN = 6;

/** Long, of letters and digits in one word: what a key or a token looks like, whoever wrote it. */
const KEY_LIKE = /(?<![\w+=-])(?=[\w+=-]*\d)(?=[\w+=-]*[A-Za-z])[\w+=-]{32,}/g;

export class References {
  readonly #places: readonly Pick<Reference, "file" | "path">[];
  /** The longest first: one may be a part of another. */
  readonly #values: readonly string[];

  constructor(references: readonly Reference[]) {
    this.#places = references.map(({ file, path }) => ({ file, path }));
    this.#values = references
      .map(({ value }) => value)
      .filter(({ length }) => length >= VALUE_LENGTH_MIN)
      .sort((left, right) => right.length - left.length);
  }

  /** Whether what stands at `path` of `file`, or below it, came from outside. */
  has(file: string, path: Path): boolean {
    return this.#places.some(
      (place) => place.file === file && path.every((key, index) => place.path[index] === key),
    );
  }

  /** The text without what came from outside, and without what looks like a key. */
  hide(text: string): string {
    const known = this.#values.reduce((before, value) => before.replaceAll(value, HIDDEN), text);
    return known.replaceAll(KEY_LIKE, HIDDEN);
  }
}
