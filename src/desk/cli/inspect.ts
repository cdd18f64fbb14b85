/**
 * `bun run inspect <file>`: the records of a message log, as people or programs read them. The file
 * explains itself: its own table says what its numbers stand for. Of a run's folder it reads the logs
 * of all lives.
 */
import { existsSync, statSync } from "node:fs";
import type { FileTable } from "../../runtime/codec/file-table.ts";
import { logsOf } from "../run/files/take-over.ts";
import type { Arguments } from "./arguments.ts";
import { parseArguments } from "./arguments.ts";
import { endWithItsReader } from "./broken-pipe.ts";
import type { ExitCode } from "./exit-codes.ts";
import { EXIT } from "./exit-codes.ts";
import { Output } from "./output.ts";
import type { LoggedRecord, MessageLog } from "./record-lines.ts";
import { openLog, recordJson, recordsOf, recordText } from "./record-lines.ts";
import { runFolderOf, runsHelp } from "./run-folder-of.ts";

const SHAPE = {
  positionalsMax: 1,
  flags: { type: "VALUE", actor: "VALUE", order: "VALUE", json: "SWITCH" },
} as const;

/** Prints a line a record; with `--json` each is a document. Exits 4 when the file is not one. */
export async function runInspect(given: readonly string[]): Promise<ExitCode> {
  const parsed = parseArguments(given, SHAPE);
  const json = given.includes("--json");
  const output = new Output("inspect", json);
  if (!parsed.ok) return output.fail({ exit: EXIT.USAGE, ...parsed.failure });
  const [path] = parsed.value.positionals;
  if (path === undefined) {
    const help = ["example: bun run inspect run/latest/messages.log --type intent"];
    return output.fail({ exit: EXIT.USAGE, message: "which file?", help });
  }
  const paths = pathsOf(path);
  if (paths.length === 0) {
    const message = `there is no file and no run ${path}`;
    return output.fail({ exit: EXIT.DATA, message, file: path, help: runsHelp() });
  }
  process.stdout.on("error", endWithItsReader);
  const tables: FileTable[] = [];
  for (const one of paths) {
    const log = openLog(await Bun.file(one).bytes());
    tables.push(log.table);
    const isRead = printLog(one, log, { isWanted: filterOf(parsed.value), json, output });
    if (!isRead) {
      return output.fail({ exit: EXIT.DATA, message: `${one} holds no records`, file: one });
    }
  }
  for (const name of unknownNames(parsed.value, tables)) output.note(`warning: ${name}`);
  return EXIT.OK;
}

/** A folder is a run, which may be named without it: the logs of all its lives, oldest first. */
function pathsOf(path: string): readonly string[] {
  if (existsSync(path) && !statSync(path).isDirectory()) return [path];
  const folder = runFolderOf(path);
  return existsSync(folder) ? logsOf(folder) : [];
}

type Printing = {
  readonly isWanted: (record: LoggedRecord) => boolean;
  readonly json: boolean;
  readonly output: Output;
};

/** Prints what is wanted of one file. False when it is none. */
function printLog(path: string, log: MessageLog, { isWanted, json, output }: Printing): boolean {
  let refusedCount = 0;
  for (const record of recordsOf(log)) {
    if (record.refused !== null) refusedCount += 1;
    if (!isWanted(record)) continue;
    output.line(json ? recordJson(record) : recordText(record));
  }
  output.flush();
  const { tornAt } = log.file;
  if (tornAt === 0) return false;
  if (tornAt !== null) {
    output.note(`warning: ${path} ends in a torn record at byte ${tornAt}: it was cut in a write`);
  }
  if (refusedCount > 0) {
    output.note(`warning: ${refusedCount} records of ${path} were refused; their lines say why`);
  }
  return true;
}

function filterOf(flags: Arguments): (record: LoggedRecord) => boolean {
  const type = flags.value("type");
  const actor = flags.value("actor");
  const order = flags.value("order");
  return (record) =>
    (type === null || record.type === type) &&
    (actor === null || record.actor === actor) &&
    (order === null || record.body?.orderId === order);
}

/** A filter that names nothing of the file is likely a slip. */
function unknownNames(flags: Arguments, tables: readonly FileTable[]): readonly string[] {
  const type = flags.value("type");
  const actor = flags.value("actor");
  const types = namesOf(tables, (table) => table.types);
  const actors = namesOf(tables, (table) => table.actors);
  return [
    ...(type === null || types.includes(type)
      ? []
      : [`no type of the file is ${type}; it has ${types.sort().join(", ")}`]),
    ...(actor === null || actors.includes(actor)
      ? []
      : [`no actor of the file is ${actor}; it has ${actors.sort().join(", ")}`]),
  ];
}

type Named = ReadonlyMap<number, { readonly name: string }>;

function namesOf(tables: readonly FileTable[], of: (table: FileTable) => Named): string[] {
  return [...new Set(tables.flatMap((table) => [...of(table).values()].map(({ name }) => name)))];
}
