/** `bun run bench <name>`: one question about speed, answered with medians and quartiles. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { suggestion } from "../config/suggest.ts";
import { parseArguments } from "./arguments.ts";
import type { ExitCode } from "./exit-codes.ts";
import { EXIT } from "./exit-codes.ts";
import { Output } from "./output.ts";
import { PROJECT_ROOT } from "./project-root.ts";

const ENDING = ".bench.ts";
const SHAPE = { positionalsMax: 1, flags: { json: "SWITCH", small: "SWITCH" } } as const;

/** What a bench's file exports. */
type BenchModule = {
  run(options: { readonly json: boolean; readonly small: boolean }): Promise<unknown>;
};

/** Runs the bench that is named; lists all when none is, or when there is no such one. */
export async function runBench(given: readonly string[]): Promise<ExitCode> {
  const parsed = parseArguments(given, SHAPE);
  const json = given.includes("--json");
  const output = new Output("bench", json);
  if (!parsed.ok) return output.fail({ exit: EXIT.USAGE, ...parsed.failure });
  const folder = join(PROJECT_ROOT, "bench");
  const names = benchNamesIn(folder);
  const [name] = parsed.value.positionals;
  if (name === undefined || !names.includes(name)) {
    const message = name === undefined ? "which bench?" : `there is no bench ${name}`;
    const list = names.map((one) => `bun run bench ${one}`);
    const help = name === undefined ? list : [...suggestion(name, names), ...list];
    return output.fail({ exit: EXIT.USAGE, message, help });
  }
  const bench = (await import(join(folder, name + ENDING))) as BenchModule;
  await bench.run({ json, small: parsed.value.has("small") });
  return EXIT.OK;
}

function benchNamesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .sort();
}
