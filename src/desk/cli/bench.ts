/** `bun run bench <name>`: one question about speed, answered with medians and quartiles. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suggestion } from "../config/suggest.ts";
import { parseArguments } from "./arguments.ts";
import type { ExitCode } from "./exit-codes.ts";
import { EXIT } from "./exit-codes.ts";
import { Output } from "./output.ts";
import { PROJECT_ROOT } from "./project-root.ts";

const ENDING = ".bench.ts";
const SHAPE = {
  positionalsMax: 1,
  flags: { json: "SWITCH", small: "SWITCH", write: "SWITCH" },
} as const;
const QUESTION = /^ \* Question: ([^?]+\?)/m;
const NEXT_LINE = /\s*\n \* /g;

/** What a bench's file exports. It prints its report itself. */
type BenchModule = {
  run(options: BenchRun): Promise<{ readonly failures?: readonly string[] }>;
};

type BenchRun = { readonly json: boolean; readonly small: boolean; readonly write: boolean };

/** Runs the bench that is named, or lists all when none is. */
export async function runBench(given: readonly string[]): Promise<ExitCode> {
  const parsed = parseArguments(given, SHAPE);
  const json = given.includes("--json");
  const output = new Output("bench", json);
  if (!parsed.ok) return output.fail({ exit: EXIT.USAGE, ...parsed.failure });
  const folder = join(PROJECT_ROOT, "bench");
  const names = benchNamesIn(folder);
  const { positionals, has } = parsed.value;
  const [name] = positionals;
  if (name === undefined) return listBenches(output, folder, names);
  if (!names.includes(name)) {
    const help = [...suggestion(name, names), ...names.map((one) => `bun run bench ${one}`)];
    return output.fail({ exit: EXIT.USAGE, message: `there is no bench ${name}`, help });
  }
  const bench = (await import(join(folder, name + ENDING))) as BenchModule;
  const { failures = [] } = await bench.run({ json, small: has("small"), write: has("write") });
  return failures.length === 0 ? EXIT.OK : EXIT.CHECK_FAILED;
}

function listBenches(output: Output, folder: string, names: readonly string[]): ExitCode {
  const benches = names.map((name) => ({
    name,
    question: questionOf(readFileSync(join(folder, name + ENDING), "utf8")),
  }));
  const width = Math.max(0, ...names.map(({ length }) => length));
  const lines = benches.map(
    ({ name, question }) => `bun run bench ${name.padEnd(width)}  ${question}`,
  );
  return output.succeed({ data: { benches }, text: lines.join("\n") });
}

/** The question that the head of a bench's file asks, on one line. */
function questionOf(source: string): string {
  return (QUESTION.exec(source)?.[1] ?? "").replace(NEXT_LINE, " ");
}

function benchNamesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .sort();
}
