/**
 * `bun run journal <what>`: the journal of a run, running or dead, as people and programs read it. It
 * takes no lock and changes nothing.
 */

import { StorageError } from "../../runtime/journal/storage/storage-error.ts";
import { suggestion } from "../config/suggest.ts";
import { endWithItsReader } from "./broken-pipe.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { runCat } from "./journal/cat.ts";
import { runExport } from "./journal/export.ts";
import { runLs } from "./journal/ls.ts";
import { runVerify } from "./journal/verify.ts";
import { runWhy } from "./journal/why.ts";
import { Output } from "./output.ts";

type What = (given: readonly string[], output: Output) => ExitCode;

const WHATS: Readonly<Record<string, { readonly run: What; readonly example: string }>> = {
  ls: { run: runLs, example: "bun run journal ls run/latest" },
  cat: { run: runCat, example: "bun run journal cat --type order-event" },
  verify: { run: runVerify, example: "bun run journal verify run/latest" },
  export: { run: runExport, example: "bun run journal export --format csv --out orders" },
  why: { run: runWhy, example: "bun run journal why o00001030000000z" },
};

export async function runJournal(given: readonly string[]): Promise<ExitCode> {
  const output = new Output("journal", given.includes("--json"));
  const [name = "", ...rest] = given;
  const what = Object.hasOwn(WHATS, name) ? WHATS[name] : undefined;
  if (what === undefined) {
    const message =
      name === "" || name.startsWith("--") ? "which of them?" : `journal has no ${name}`;
    const examples = Object.values(WHATS).map(({ example }) => example);
    const help = [...suggestion(name, Object.keys(WHATS)), ...examples];
    return output.fail({ exit: EXIT.USAGE, message, help });
  }
  process.stdout.on("error", endWithItsReader);
  try {
    return what.run(rest, output);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    output.flush();
    return output.fail({ exit: EXIT.DATA, message: error.message });
  }
}
