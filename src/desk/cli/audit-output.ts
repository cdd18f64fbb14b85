/**
 * What `audit` says: a verdict, a proof, or why there is none. As every verb it puts the result on
 * stdout and all else on stderr, and one document with `--json`; but its exit codes are its own.
 */
import {
  AUDIT_EXIT,
  type AuditExit,
  Broken,
  VERDICT_NAMES,
  type Verdict,
} from "../audit-verify/verdict.ts";

const SCHEMA = "outcry.audit/1";

/** A proof, for programs and for people. */
export type Proved = {
  readonly data: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly warnings: readonly string[];
};

export class AuditOutput {
  readonly #json: boolean;

  constructor(json: boolean) {
    this.#json = json;
  }

  /** A verdict. The text of one that is not intact goes to stdout, too: it is the result. */
  judge(verdict: Verdict, data: unknown, text: string): AuditExit {
    const { exit, warnings } = verdict;
    if (this.#json) this.#document(exit, { data, warnings });
    else process.stdout.write(`${text}\n`);
    if (!this.#json) for (const warning of warnings) this.#note(`warning: ${warning}`);
    return exit;
  }

  /** A proof, which is made only now, so that what it throws is said here. */
  prove(make: () => Proved): AuditExit {
    try {
      const { data, text, warnings } = make();
      if (this.#json) this.#document(AUDIT_EXIT.INTACT, { data, warnings });
      else process.stdout.write(text);
      if (!this.#json) for (const warning of warnings) this.#note(`warning: ${warning}`);
      return AUDIT_EXIT.INTACT;
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      if (this.#json) this.#document(error.exit, { data: { bad: error.bad }, warnings: [] });
      else this.#note(`error[E_${VERDICT_NAMES[error.exit]}]: ${error.message}`);
      return error.exit;
    }
  }

  /** Nothing was verified. */
  refuse(message: string, help: readonly string[]): AuditExit {
    if (this.#json) this.#document(AUDIT_EXIT.UNREADABLE, { message, help: help.join("; ") });
    else this.#note([`error: ${message}`, ...help.map((one) => `   = help: ${one}`)].join("\n"));
    return AUDIT_EXIT.UNREADABLE;
  }

  #document(exit: AuditExit, rest: Readonly<Record<string, unknown>>): undefined {
    const head = { schema: SCHEMA, ok: exit === 0, exit, verdict: VERDICT_NAMES[exit] };
    process.stdout.write(`${JSON.stringify({ ...head, ...rest })}\n`);
  }

  #note(text: string): undefined {
    process.stderr.write(`${text}\n`);
  }
}
