/** Where a life that is run again leaves what was recorded of it. */

/**
 * `MESSAGE`: it sends another message, one more or one less. `ANSWER`: it asks its context for something
 * else. `EFFECT`: something else leaves by its I/O. `THROW`: it throws, or does not. `INPUT`: what
 * was recorded cannot be handed to this code, as a timer that it never started.
 */
export type DivergenceKind = "MESSAGE" | "ANSWER" | "EFFECT" | "THROW" | "INPUT";

/** What both sides say: a body, an answer, a sentence; null where one says nothing. */
export type Difference = {
  readonly kind: DivergenceKind;
  readonly recorded: unknown;
  readonly replayed: unknown;
  /** Of the message, where it is one. */
  readonly sequence: number | null;
};

/** Thrown through an actor's handler, and never seen by anybody but the replay. */
export class Diverged extends Error {
  override readonly name = "Diverged";
  readonly difference: Difference;

  constructor(difference: Difference) {
    super(`the replay left the record: ${difference.kind}`);
    this.difference = difference;
  }
}
