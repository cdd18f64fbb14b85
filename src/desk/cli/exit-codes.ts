/**
 * How a verb ends. Documented, tested, never renumbered.
 *
 * `audit` alone has codes of its own, those of `AUDIT_EXIT` in `audit-verify/verdict.ts`: a script
 * that watches a log asks for nothing but the verdict. 0 is the same; its 1 to 4 are not these.
 */

export const EXIT = {
  OK: 0,
  /** Unclassified: a bug. */
  ERROR: 1,
  /** Bad verb, flag or argument. */
  USAGE: 2,
  /** The desk's files or an actor's module are invalid. */
  CONFIG: 3,
  /** Data is missing, corrupt or does not cover what was asked. */
  DATA: 4,
  NOT_RUNNING: 5,
  CHECK_FAILED: 6,
  VENUE: 7,
  /** Risk has halted trading. */
  HALTED: 8,
  TIMEOUT: 9,
  /** Port in use, folder not empty, lock held, too few open files allowed. */
  CONFLICT: 10,
  DEGRADED: 11,
  /** A thread sat in a native call and could not be ended: trading was halted. Start it again. */
  STUCK: 12,
  /** The journal ends in a group that was not written to its end: the next start repairs it. */
  TORN: 13,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * Codes that a process means: its guard does not start it again. What is wrong in files, arguments
 * and data is wrong in the next life, too, and trading that risk has halted waits for a person.
 */
export const FINAL_EXITS: readonly number[] = [
  EXIT.OK,
  EXIT.USAGE,
  EXIT.CONFIG,
  EXIT.DATA,
  EXIT.HALTED,
  EXIT.CONFLICT,
];

/**
 * How a desk ends whose trading was halted. The guard starts a stuck one again, and none that was
 * given up or whose journal writes no more: a person decides about that, whatever else went wrong.
 */
export function haltExitOf(desk: {
  readonly hasGivenUp: boolean;
  readonly hasStuckThread: boolean;
  readonly isJournalHalted: boolean;
}): typeof EXIT.HALTED | typeof EXIT.STUCK {
  const isFinal = desk.hasGivenUp || desk.isJournalHalted;
  return desk.hasStuckThread && !isFinal ? EXIT.STUCK : EXIT.HALTED;
}

/** Names of failures in the JSON document, by exit code. */
export const ERROR_NAMES: Readonly<Record<Exclude<ExitCode, 0>, string>> = {
  1: "E_ERROR",
  2: "E_USAGE",
  3: "E_CONFIG",
  4: "E_DATA",
  5: "E_NOT_RUNNING",
  6: "E_CHECK_FAILED",
  7: "E_VENUE",
  8: "E_HALTED",
  9: "E_TIMEOUT",
  10: "E_CONFLICT",
  11: "E_DEGRADED",
  12: "E_STUCK",
  13: "E_TORN",
};
