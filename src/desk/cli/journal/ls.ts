/** `journal ls`: segments, snapshots, and what crashes and halts have left. A damaged segment is named, and exits 4. */
import { type JournalListing, listJournal } from "../../journal-view/list-journal.ts";
import { tableText } from "../../journal-view/text/table-text.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { openFound, readArguments } from "./opened.ts";

const SHAPE = { positionalsMax: 1, flags: { json: "SWITCH" } } as const;

export function runLs(given: readonly string[], output: Output): ExitCode {
  const flags = readArguments(given, SHAPE);
  if (!flags.ok) return output.fail(flags.failure);
  const opened = openFound(flags.value.positionals[0] ?? null);
  if (!opened.ok) return output.fail(opened.failure);
  const { journal, view } = opened.value;
  const listing = listJournal(journal, view);
  const data = { journal, ...listing };
  const text = listingText(journal, listing);
  const damaged = listing.segments.filter(({ verdict }) => verdict === "DAMAGED");
  if (damaged.length === 0) return output.succeed({ data, text });
  if (!output.json) output.say(text);
  const files = damaged.map(({ file }) => file).join(", ");
  const message = `${files} ${damaged.length === 1 ? "is" : "are"} damaged`;
  const help = ["bun run journal verify says where, and docs/journal.md what a person does now"];
  return output.fail({ exit: EXIT.DATA, message, help, data });
}

function listingText(journal: string, { segments, files, writer }: JournalListing): string {
  const rows = segments.map((one) => [
    one.file,
    `${one.firstSequence}`,
    `${one.lastSequence}`,
    `${one.records}`,
    one.from.slice(0, 23),
    one.to.slice(0, 23),
    one.run.slice(0, 8),
    one.ended,
    one.verdict === "CLEAN" ? "" : one.verdict,
  ]);
  const head = ["segment", "first", "last", "records", "from", "to", "run", "ended", ""];
  const others = files.map(({ file, kind, bytes, about }) => [file, kind, `${bytes}`, about]);
  return [
    writer === null ? journal : `${journal}, written by process ${writer}`,
    tableText([head, ...rows], [1, 2, 3]),
    ...(others.length === 0
      ? []
      : ["", tableText([["file", "kind", "bytes", ""], ...others], [2])]),
  ].join("\n");
}
