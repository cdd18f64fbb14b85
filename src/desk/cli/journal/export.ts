/**
 * `journal export`: records as JSON lines in one file, or as CSV in a folder, a file a message type.
 * Nothing that is there is overwritten; while it is written it has another name, so what has its name
 * is whole.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { failWith, type Result, succeed } from "../../../core/result.ts";
import type { Damage } from "../../journal-view/journal-reader.ts";
import { readRecords } from "../../journal-view/journal-reader.ts";
import { isWanted, type RecordFilter } from "../../journal-view/text/record-lines.ts";
import type { Arguments } from "../arguments.ts";
import { cannotWrite } from "../cannot-write.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { Failure, Output } from "../output.ts";
import { CsvExport, type Exporting, JsonlExport } from "./export-files.ts";
import {
  damageText,
  FILTER_FLAGS,
  type OpenedJournal,
  openFound,
  progressOf,
  readArguments,
  readFilter,
} from "./opened.ts";

const SHAPE = {
  positionalsMax: 1,
  flags: { ...FILTER_FLAGS, format: "VALUE", out: "VALUE", json: "SWITCH" },
} as const;
const EXAMPLE = "example: bun run journal export run/latest --format csv --out orders";

type Wanted = {
  readonly format: "jsonl" | "csv";
  readonly out: string;
  readonly filter: RecordFilter;
};

export function runExport(given: readonly string[], output: Output): ExitCode {
  const flags = readArguments(given, SHAPE);
  if (!flags.ok) return output.fail(flags.failure);
  const wanted = readWanted(flags.value);
  if (!wanted.ok) return output.fail(wanted.failure);
  const opened = openFound(flags.value.positionals[0] ?? null);
  if (!opened.ok) return output.fail(opened.failure);
  const { out, format, filter } = wanted.value;
  if (existsSync(out)) {
    const help = ["name one that does not exist yet"];
    return output.fail({
      exit: EXIT.CONFLICT,
      message: `${out} is there already`,
      file: out,
      help,
    });
  }
  const part = `${out}.part-${process.pid}`;
  let exported: Exported = { records: 0, names: [], damages: [] };
  const failure = cannotWrite(out, () => {
    if (format === "csv") mkdirSync(part, { recursive: true });
    const files = format === "csv" ? new CsvExport(part) : new JsonlExport(part);
    exported = exportAll(opened.value, { filter, files }, output);
    renameSync(part, out);
  });
  output.clearStatus();
  if (failure !== null) {
    cannotWrite(part, () => rmSync(part, { recursive: true, force: true }));
    return output.fail(failure);
  }
  return tellExport({ out, format, ...exported }, output);
}

type Exported = {
  readonly records: number;
  /** Files in the folder; none when there is one file. */
  readonly names: readonly string[];
  readonly damages: readonly Damage[];
};

function tellExport(
  { out, format, records, names, damages }: Exported & Pick<Wanted, "out" | "format">,
  output: Output,
): ExitCode {
  const data = { out, format, records, files: names, damages };
  const written = names.length === 0 ? "" : `: ${names.join(", ")}`;
  const text = `${records} records in ${out}${written}`;
  for (const damage of damages) output.warn(`damaged, and not in it: ${damageText(damage)}`);
  if (damages.length === 0) return output.succeed({ data, text });
  if (!output.json) output.say(text);
  const message = "the journal is damaged: what could be read of it was written";
  return output.fail({ exit: EXIT.DATA, message, data });
}

function exportAll(
  { view }: OpenedJournal,
  { filter, files }: { readonly filter: RecordFilter; readonly files: Exporting },
  output: Output,
): Exported {
  const damages: Damage[] = [];
  let count = 0;
  const records = readRecords(view, {
    from: filter.from ?? 0,
    to: filter.to ?? Number.POSITIVE_INFINITY,
    onDamage: (damage) => void damages.push(damage),
    onSegment: progressOf(output, "export"),
  });
  try {
    for (const seen of records) {
      if (!isWanted(seen, filter)) continue;
      files.add(seen);
      count += 1;
    }
  } finally {
    files.close();
  }
  return { records: count, names: files.names, damages };
}

function readWanted(flags: Arguments): Result<Wanted, Failure> {
  const format = flags.value("format");
  const out = flags.value("out");
  if (format !== "jsonl" && format !== "csv") {
    const message = `--format is jsonl or csv: ${format === null ? "it is missing" : `found ${format}`}`;
    return failWith({ exit: EXIT.USAGE, message, help: [EXAMPLE] });
  }
  if (out === null) {
    return failWith({ exit: EXIT.USAGE, message: "--out is missing: where to?", help: [EXAMPLE] });
  }
  const filter = readFilter(flags);
  return filter.ok ? succeed({ format, out: resolve(out), filter: filter.value }) : filter;
}
