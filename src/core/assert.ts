/** Checks for programmer errors. A failed one ends the actor; its supervisor decides what next. */

/** A rule of the program was broken: by us, never by input. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

/** Throws unless `condition` holds. `message` states the rule that must hold, not its failure. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new AssertionError(`Invariant: ${message}`);
}

/** Proves at compile time that a union is exhausted, and fails loudly if a new member slips by. */
export function assertNever(value: never): never {
  throw new AssertionError(`Invariant: union is exhausted, found ${JSON.stringify(value)}`);
}
