/**
 * `bun run inspect <file>`: the records of a message log, as people or programs read them. The file
 * explains itself: its own table says what its numbers stand for.
 */
import type { FileTable } from "../../runtime/codec/file-table.ts";
import type { Arguments } from "./arguments.ts";
import { parseArguments } from "./arguments.ts";
import type { ExitCode } from "./exit-codes.ts";
import { EXIT } from "./exit-codes.ts";
import { Output } from "./output.ts";
import type { LoggedRecord } from "./record-lines.ts";
import { openLog, recordJson, recordsOf, recordText } from "./record-lines.ts";

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
  const file = Bun.file(path);
  if (!(await file.exists())) {
    return output.fail({ exit: EXIT.DATA, message: `there is no file ${path}`, file: path });
  }
  process.stdout.on("error", endWithItsReader);
  const log = openLog(await file.bytes());
  const isWanted = filterOf(parsed.value);
  let refusedCount = 0;
  for (const record of recordsOf(log)) {
    if (record.refused !== null) refusedCount += 1;
    if (!isWanted(record)) continue;
    output.line(json ? recordJson(record) : recordText(record));
  }
  output.flush();
  const { tornAt } = log.file;
  if (tornAt === 0) {
    return output.fail({ exit: EXIT.DATA, message: `${path} holds no records`, file: path });
  }
  if (tornAt !== null) {
    output.note(`warning: ${path} ends in a torn record at byte ${tornAt}: it was cut in a write`);
  }
  if (refusedCount > 0) {
    output.note(`warning: ${refusedCount} records of ${path} were refused; their lines say why`);
  }
  for (const name of unknownNames(parsed.value, log.table)) output.note(`warning: ${name}`);
  return EXIT.OK;
}

/** `inspect ... | head`: who read the listing has seen enough. A running desk never ends by this. */
function endWithItsReader(error: NodeJS.ErrnoException): undefined {
  if (error.code === "EPIPE") process.exit(EXIT.OK);
  throw error;
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
function unknownNames(flags: Arguments, table: FileTable): readonly string[] {
  const type = flags.value("type");
  const actor = flags.value("actor");
  const types = [...table.types.values()].map(({ name }) => name);
  const actors = [...table.actors.values()].map(({ name }) => name);
  return [
    ...(type === null || types.includes(type)
      ? []
      : [`no type of the file is ${type}; it has ${types.sort().join(", ")}`]),
    ...(actor === null || actors.includes(actor)
      ? []
      : [`no actor of the file is ${actor}; it has ${actors.sort().join(", ")}`]),
  ];
}
