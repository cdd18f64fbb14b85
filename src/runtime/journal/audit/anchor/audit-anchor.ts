/**
 * Places outside the log that remember its checkpoints. A log that is cut, or put back from a copy,
 * agrees with itself; it does not agree with an anchor.
 */

export type AuditAnchor = {
  /** For people: which place it is. */
  readonly name: string;
  /** Hands a signed checkpoint over. Failing is told, and never stops the log. */
  publish(note: string, onFailed: (why: string) => void): undefined;
  /** The newest checkpoint that it holds, or null when it holds none or cannot be asked. */
  latest(): string | null;
  /** The newest checkpoint that it has surely taken in this life, or null when it has taken none. */
  taken(): string | null;
};
