/**
 * `journal cat`: a line a record, in the journal's order, or a JSON document a line. What is damaged is
 * told on stderr, what is whole behind it is listed all the same, and the exit code is 4.
 */

import { suggestion } from "../../config/suggest.ts";
import type { Damage } from "../../journal-view/journal-reader.ts";
import { readRecords } from "../../journal-view/journal-reader.ts";
import {
  documentJson,
  isWanted,
  type RecordFilter,
  recordDocument,
  recordLine,
} from "../../journal-view/text/record-lines.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { damageText, FILTER_FLAGS, openFound, readArguments, readFilter } from "./opened.ts";

const SHAPE = { positionalsMax: 1, flags: { ...FILTER_FLAGS, json: "SWITCH" } } as const;

export function runCat(given: readonly string[], output: Output): ExitCode {
  const flags = readArguments(given, SHAPE);
  if (!flags.ok) return output.fail(flags.failure);
  const filter = readFilter(flags.value);
  if (!filter.ok) return output.fail(filter.failure);
  const opened = openFound(flags.value.positionals[0] ?? null);
  if (!opened.ok) return output.fail(opened.failure);
  const damages: Damage[] = [];
  const types = new Set<string>();
  const actors = new Set<string>();
  const { from, to } = filter.value;
  const records = readRecords(opened.value.view, {
    from: from ?? 0,
    to: to ?? Number.POSITIVE_INFINITY,
    onDamage: (damage) => void damages.push(damage),
  });
  let listed = 0;
  for (const seen of records) {
    types.add(seen.type);
    actors.add(seen.actor);
    if (!isWanted(seen, filter.value)) continue;
    listed += 1;
    output.line(output.json ? documentJson(recordDocument(seen)) : recordLine(seen));
  }
  output.flush();
  const warnings = unknownNames(filter.value, types, actors);
  const isEmpty = listed === 0 && warnings.length === 0;
  for (const warning of warnings) output.note(`warning: ${warning}`);
  noteEmpty(isEmpty, filter.value, output);
  for (const damage of damages) output.note(`damaged: ${damageText(damage)}`);
  return damages.length === 0 ? EXIT.OK : EXIT.DATA;
}

/** A filter that names nothing of what was read is likely a slip. */
function unknownNames(
  { type, actor }: RecordFilter,
  types: ReadonlySet<string>,
  actors: ReadonlySet<string>,
): readonly string[] {
  const about = (kind: string, name: string, known: ReadonlySet<string>) => {
    const help = suggestion(name, [...known].sort()).join("");
    return `no ${kind} in it is named ${name}${help === "" ? "" : `: ${help}`}`;
  };
  return [
    ...(type === null || types.has(type) ? [] : [about("type", type, types)]),
    ...(actor === null || actors.has(actor) ? [] : [about("actor", actor, actors)]),
  ];
}

/** Says what was looked for, so that no answer is not taken for no journal. */
function noteEmpty(isEmpty: boolean, filter: RecordFilter, output: Output): undefined {
  if (isEmpty) output.note(`nothing of it is ${wantedText(filter)}`);
}

/** What was looked for, in words. */
function wantedText({ from, to, type, actor, order, sinceMicros, isAll }: RecordFilter): string {
  const words = [
    ...(type === null ? [] : [`of type ${type}`]),
    ...(actor === null ? [] : [`of actor ${actor}`]),
    ...(order === null ? [] : [`of order ${order}`]),
    ...(from === null ? [] : [`from sequence ${from}`]),
    ...(to === null ? [] : [`up to sequence ${to}`]),
    ...(sinceMicros === null ? [] : ["since that time"]),
    ...(isAll ? [] : ["besides the journal's own marks (--all)"]),
  ];
  return words.join(", ");
}
