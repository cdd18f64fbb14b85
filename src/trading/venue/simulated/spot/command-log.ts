/**
 * The log of a spot exchange's commands: a head that says of which exchange it is, then one command a
 * line, each behind a check of its bytes.
 *
 * ```text
 *   {"outcry":"exchange-log/1","originUs":...,"of":"..."}
 *   8d1f0c2a ["PLACE",...]
 *   8d1f0c                          torn: the process died in the middle of it
 *   2b0e44d1 ["TORN"]               written by the next one, behind what was torn
 *   99e1a07b ["END"]                the log was full: what came later is in no log
 * ```
 *
 * Invariant: a line that is not whole is believed to be torn only where a death explains it, at the
 * end, or before a line that says so. Anywhere else the log is damaged, and nothing of it is taken.
 */
import { failWith, type Result, succeed } from "../../../../core/result.ts";
import { type Command, commandOf, lineOf } from "./command.ts";

const FORMAT = "exchange-log/1";
const TORN = JSON.stringify(["TORN"]);
const END = JSON.stringify(["END"]);
const CHECK_DIGITS = 8;

export type LogHead = {
  /** When the exchange began: its agents act at whole steps from here. Wall microseconds. */
  readonly originUs: number;
  /** What the exchange was made of. A log of another one is not run. */
  readonly of: string;
};

export function headLine({ originUs, of }: LogHead): string {
  return `${JSON.stringify({ outcry: FORMAT, originUs, of })}\n`;
}

export function commandLine(command: Command): string {
  return checked(lineOf(command));
}

/** What is written behind a torn line. */
export function tornMark(): string {
  return `\n${checked(TORN)}`;
}

/** What is written when no further command fits. */
export function endMark(): string {
  return checked(END);
}

/** Bytes that a full log must have left. */
export const END_BYTES = Buffer.byteLength(endMark());

/** Reads a log from its beginning to its end, one command at a time. */
export class LogReader {
  readonly head: LogHead;
  readonly #text: string;
  #at: number;
  #line = 1;
  #isTorn = false;
  #isEnded = false;

  private constructor(text: string, head: LogHead, at: number) {
    this.#text = text;
    this.head = head;
    this.#at = at;
  }

  /** Null when there is no whole head: nothing was ever done. */
  static open(text: string): Result<LogReader | null, string> {
    const end = text.indexOf("\n");
    if (end === -1) return succeed(null);
    const head = headOf(text.slice(0, end));
    if (head === null) return failWith("its first line is not the head of an exchange's log");
    return succeed(new LogReader(text, head, end + 1));
  }

  /** Once all is read: the last line was not whole, and {@link tornMark} belongs behind it. */
  get isTorn(): boolean {
    return this.#isTorn;
  }

  /** Bytes of all that is in it. */
  get bytes(): number {
    return Buffer.byteLength(this.#text);
  }

  /** It was full. What came behind it is not known. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** The next command; null at the end; or what is wrong. */
  next(): Result<Command | null, string> {
    for (;;) {
      if (this.#isEnded) return succeed(null);
      const line = this.#nextLine();
      if (line === null) return succeed(null);
      const body = bodyOf(line);
      if (body === TORN) continue;
      this.#isEnded = body === END;
      if (this.#isEnded) return succeed(null);
      const command = body === null ? NOT_WRITTEN : commandOf(body);
      if (command.ok) return command;
      if (!this.#isMarked()) return failWith(`line ${this.#line}: ${command.failure}`);
    }
  }

  /** Null when no whole one is left. */
  #nextLine(): string | null {
    const end = this.#text.indexOf("\n", this.#at);
    if (end === -1) {
      this.#isTorn = this.#at < this.#text.length;
      return null;
    }
    const line = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    this.#line += 1;
    return line;
  }

  /** Whether the next line says that the one before it was torn. */
  #isMarked(): boolean {
    return this.#text.startsWith(tornMark().slice(1), this.#at);
  }
}

const NOT_WRITTEN = failWith("its bytes are not those that were written");

function headOf(line: string): LogHead | null {
  try {
    const { outcry, originUs, of } = JSON.parse(line) as Record<string, unknown>;
    const isHead = outcry === FORMAT && typeof originUs === "number" && typeof of === "string";
    return isHead ? { originUs, of } : null;
  } catch {
    return null;
  }
}

/** A line of `body`, behind a check of it. */
export function checked(body: string): string {
  return `${checkOf(body)} ${body}\n`;
}

/** What is behind the check of a line without its end; null when that is of something else. */
export function bodyOf(line: string): string | null {
  const body = line.slice(CHECK_DIGITS + 1);
  return line.startsWith(`${checkOf(body)} `) ? body : null;
}

/** FNV-1a over the UTF-16 units: it tells a torn line from a whole one, and no more is asked of it. */
function checkOf(body: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < body.length; index += 1) {
    hash = Math.imul(hash ^ body.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(CHECK_DIGITS, "0");
}
