/** What the parts of `journal` have in common: their arguments, the journal that is meant, and damage. */

import { failWith, type Result, succeed } from "../../../core/result.ts";
import { type FoundJournal, findJournal } from "../../journal-view/find-journal.ts";
import type { Damage } from "../../journal-view/journal-reader.ts";
import { JournalView } from "../../journal-view/journal-view.ts";
import type { RecordFilter } from "../../journal-view/text/record-lines.ts";
import { type ArgumentShape, type Arguments, parseArguments } from "../arguments.ts";
import { EXIT } from "../exit-codes.ts";
import { parseMoment } from "../moment.ts";
import type { Failure, Output } from "../output.ts";

export type OpenedJournal = FoundJournal & { readonly view: JournalView };

/** Flags that narrow a listing. */
export const FILTER_FLAGS = {
  from: "VALUE",
  to: "VALUE",
  actor: "VALUE",
  type: "VALUE",
  since: "VALUE",
  order: "VALUE",
  all: "SWITCH",
} as const;

/** Journal sequences: 1 up. */
const DIGITS = /^\d{1,15}$/;

export function readArguments(
  given: readonly string[],
  shape: ArgumentShape,
): Result<Arguments, Failure> {
  const parsed = parseArguments(given, shape);
  return parsed.ok ? parsed : failWith({ exit: EXIT.USAGE, ...parsed.failure });
}

/** @param given A run or a journal; null for the latest run. */
export function openFound(given: string | null): Result<OpenedJournal, Failure> {
  const found = findJournal(given);
  if (!found.ok) {
    const help = ["name a run's folder or its journal: bun run journal ls run/latest"];
    return failWith({ exit: EXIT.DATA, message: found.failure, help });
  }
  const view = new JournalView(found.value.journal);
  if (view.segments.length > 0) return succeed({ ...found.value, view });
  const message = `${found.value.journal} holds no segment of a journal`;
  return failWith({ exit: EXIT.DATA, message, file: found.value.journal });
}

export function readFilter(flags: Arguments): Result<RecordFilter, Failure> {
  const numbers = (["from", "to"] as const).map((flag) => flags.value(flag));
  const wrong = numbers.find((text) => text !== null && !DIGITS.test(text));
  if (wrong !== undefined) {
    const message = `--from and --to take a journal sequence: found ${wrong}`;
    const help = ["the first number of each line of bun run journal cat", "a time is --since"];
    return failWith({ exit: EXIT.USAGE, message, help });
  }
  const [from = null, to = null] = numbers.map((text) => (text === null ? null : Number(text)));
  const since = flags.value("since");
  const sinceMicros = since === null ? null : parseMoment(since);
  if (since !== null && sinceMicros === null) return failWith(noMoment("since", since));
  return succeed({
    from,
    to,
    actor: flags.value("actor"),
    type: flags.value("type"),
    sinceMicros,
    order: flags.value("order"),
    isAll: flags.has("all"),
  });
}

export function noMoment(flag: string, found: string): Failure {
  const message = `--${flag} takes a time in ISO 8601: found ${found}`;
  const help = ["example: 2026-11-28, or 2026-11-28T21:00:00Z"];
  return { exit: EXIT.USAGE, message, help };
}

/** What is damaged, in one line. */
export function damageText({ file, offset, sequence, message }: Damage): string {
  return `${file} at offset ${offset}, sequence ${sequence}: ${message}`;
}

/** Progress of long work, on a terminal only. */
export function progressOf(
  output: Output,
  doing: string,
): (index: number, count: number) => undefined {
  return (index, count) => {
    if (count > 1 && process.stderr.isTTY)
      output.status(`${doing}: segment ${index + 1} of ${count}`);
  };
}
