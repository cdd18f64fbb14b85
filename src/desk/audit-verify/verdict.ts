/** What the verifier says of a log. */

/** Exit codes of the verifier, as the format's specification has them. Never renumbered. */
export const AUDIT_EXIT = {
  INTACT: 0,
  /** Something was changed, deleted, added or signed wrongly. */
  TAMPERED: 1,
  /** An anchor knows more than the log, or another log. */
  TRUNCATED: 2,
  /** Intact, but for the end of a write that a crash has cut. */
  TORN: 3,
  /** It could not be judged: no log, no key that is known, no permission. */
  UNREADABLE: 4,
} as const;

export type AuditExit = (typeof AUDIT_EXIT)[keyof typeof AUDIT_EXIT];

/** Names of the exit codes, for people and programs. */
export const VERDICT_NAMES = ["INTACT", "TAMPERED", "TRUNCATED", "TORN", "UNREADABLE"] as const;

/** The first thing that is wrong. */
export type BadPlace = {
  /** First record that is wrong, or is not vouched for. */
  readonly sequence: number;
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
};

/** A pause between two records in which nobody wrote, though no run had ended. */
export type DarkTime = {
  /** Of the record behind the pause. */
  readonly sequence: number;
  /** Microseconds since the epoch. */
  readonly fromMicros: number;
  readonly toMicros: number;
};

export type Verdict = {
  readonly exit: AuditExit;
  readonly bad: BadPlace | null;
  /** Null when none could be read. */
  readonly origin: string | null;
  /** Leaves that were found and are what they were. */
  readonly size: number;
  /** Root of them, in base64; null when they are not intact. */
  readonly root: string | null;
  /** Leaves that the newest checkpoint covers. */
  readonly checkpointSize: number;
  /** Checkpoints whose signatures were checked. */
  readonly checkpointCount: number;
  readonly runCount: number;
  /** Whether the last run ended in order. */
  readonly isEnded: boolean;
  readonly tornBytes: number;
  /** Records whose personal data was erased. */
  readonly erasedCount: number;
  readonly darkCount: number;
  /** The first of them. */
  readonly dark: readonly DarkTime[];
  readonly warnings: readonly string[];
  /** Bytes that were read. */
  readonly bytes: number;
};

/** Ends the verification: something is wrong, and from there nothing else can be said. */
export class Broken extends Error {
  override readonly name = "Broken";
  readonly exit: AuditExit;
  readonly bad: BadPlace;

  constructor(exit: AuditExit, bad: BadPlace) {
    super(`${bad.what}: expected ${bad.expected}, found ${bad.actual}`);
    this.exit = exit;
    this.bad = bad;
  }
}

/** Something was changed. */
export function tampered(bad: BadPlace): Broken {
  return new Broken(AUDIT_EXIT.TAMPERED, bad);
}

/** Nothing can be said. `what` is where, `actual` why. */
export function unreadable(what: string, expected: string, actual: string): Broken {
  return new Broken(AUDIT_EXIT.UNREADABLE, { sequence: 0, what, expected, actual });
}
