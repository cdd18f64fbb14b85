/**
 * What a verb says: the result on stdout, everything else on stderr. With `--json` stdout carries
 * one document and nothing else, also when the verb failed. No secret of this process is in either.
 */
import { withoutSecrets } from "../../core/secret-words.ts";
import type { ExitCode } from "./exit-codes.ts";
import { ERROR_NAMES, EXIT, FINAL_EXITS } from "./exit-codes.ts";

/** Where text goes. */
export type Streams = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
};

/** What went wrong, for people and for programs. */
export type Failure = {
  readonly exit: Exclude<ExitCode, 0>;
  readonly message: string;
  readonly help?: readonly string[];
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Whatever else the document carries beside `error`. */
  readonly data?: unknown;
  /** What people read instead of `message`, when it is longer than one sentence. */
  readonly text?: string;
};

export type Success = {
  readonly data: unknown;
  /** What people read on stdout. */
  readonly text: string;
  readonly warnings?: readonly string[];
  /** At most two commands that come next. */
  readonly next?: readonly string[];
};

/**
 * Whether a guard stands above this process. It answers some failures with another life, whose
 * document would be a second one: so they have none, and the guard prints the last one's.
 */
const HAS_GUARD = process.send !== undefined;

/** Moves to the start of the terminal's line, and erases it. */
const ERASE = "\r\x1b[2K";

/** Lines of a stream that leave together. */
const LINES_A_WRITE = 1_024;

export class Output {
  readonly json: boolean;
  readonly #verb: string;
  readonly #streams: Streams;
  readonly #warned: string[] = [];
  readonly #lines: string[] = [];
  #hasStatus = false;

  /** @param verb Names the document's schema: `outcry.<verb>/1`. */
  constructor(verb: string, json: boolean, streams: Streams = PROCESS_STREAMS) {
    this.#verb = verb;
    this.json = json;
    this.#streams = {
      out: (text) => streams.out(withoutSecrets(text)),
      err: (text) => streams.err(withoutSecrets(text)),
    };
  }

  /** A banner, a status line, a warning: stdout without `--json`, else stderr. */
  say(text: string): undefined {
    this.clearStatus();
    (this.json ? this.#streams.err : this.#streams.out)(`${text}\n`);
  }

  /** Progress, hints and warnings: never on stdout. */
  note(text: string): undefined {
    this.clearStatus();
    this.#streams.err(`${text}\n`);
  }

  /** Draws a terminal's last line again; whatever is said next takes its place. */
  status(text: string): undefined {
    this.#hasStatus = true;
    this.#streams.err(`${ERASE}${text}`);
  }

  clearStatus(): undefined {
    if (this.#hasStatus) this.#streams.err(ERASE);
    this.#hasStatus = false;
  }

  /** One line of a stream on stdout; it leaves with many others, at the latest by {@link flush}. */
  line(text: string): undefined {
    this.#lines.push(text);
    if (this.#lines.length >= LINES_A_WRITE) this.flush();
  }

  flush(): undefined {
    if (this.#lines.length > 0) this.#streams.out(`${this.#lines.join("\n")}\n`);
    this.#lines.length = 0;
  }

  /** A warning that comes before the result: on stderr now, and in the document at the end. */
  warn(text: string): undefined {
    this.#warned.push(text);
    this.note(`warning: ${text}`);
  }

  succeed({ data, text, warnings = [], next = [] }: Success): ExitCode {
    if (this.json) {
      this.#document({ ok: true, data, warnings: [...this.#warned, ...warnings], next });
      return EXIT.OK;
    }
    for (const warning of warnings) this.note(`warning: ${warning}`);
    if (text !== "") this.#streams.out(`${text}\n`);
    if (next.length > 0) this.note(`next: ${next.join("   ")}`);
    return EXIT.OK;
  }

  fail(failure: Failure): ExitCode {
    const { exit, message, help = [], file, line, column, data, text } = failure;
    const code = ERROR_NAMES[exit];
    if (this.json && (FINAL_EXITS.includes(exit) || !HAS_GUARD)) {
      const place = { file, line, col: column };
      this.#document({
        ok: false,
        error: { code, exit, message, ...place, help: help.join("; ") },
        ...(data === undefined ? {} : { data }),
      });
      return exit;
    }
    const lines = [`error[${code}]: ${message}`, ...help.map((one) => `   = help: ${one}`)];
    this.note(text ?? lines.join("\n"));
    return exit;
  }

  #document(document: Readonly<Record<string, unknown>>): undefined {
    this.#streams.out(`${JSON.stringify({ schema: `outcry.${this.#verb}/1`, ...document })}\n`);
  }
}

const PROCESS_STREAMS: Streams = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};
