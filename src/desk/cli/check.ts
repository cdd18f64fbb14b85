/** `bun run check [desk]`: reads a desk, draws its graph, and says what is wrong. Starts nothing. */
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { PinnedModules } from "../../runtime/code/pinned-modules.ts";
import { missingLimitsOf } from "../config/actor/actor-limits.ts";
import type { ConfigMistake } from "../config/config-mistake.ts";
import { mistakeText } from "../config/config-mistake.ts";
import type { DeskPlan } from "../config/desk-plan.ts";
import { messageWarningsOf } from "../config/graph/message-graph.ts";
import { loadDesk } from "../config/load-desk.ts";
import { parseArguments } from "./arguments.ts";
import type { ExitCode } from "./exit-codes.ts";
import { EXIT } from "./exit-codes.ts";
import { graphData, graphText } from "./graph-text.ts";
import type { Failure } from "./output.ts";
import { Output } from "./output.ts";
import { ACTORS_FOLDER, PROJECT_ROOT } from "./project-root.ts";
import { spinWarningsOf } from "./spin-warnings.ts";
import { DEFAULT_DESK } from "./start-arguments.ts";

const SHAPE = { positionalsMax: 1, flags: { json: "SWITCH" } } as const;

/** Exits 0, or 3 with every mistake of every file. */
export async function runCheck(given: readonly string[]): Promise<ExitCode> {
  const parsed = parseArguments(given, SHAPE);
  const output = new Output("check", given.includes("--json"));
  if (!parsed.ok) return output.fail({ exit: EXIT.USAGE, ...parsed.failure });
  const folder = parsed.value.positionals[0] ?? DEFAULT_DESK;
  const modules = await PinnedModules.open(ACTORS_FOLDER);
  const { inspect } = modules;
  // A desk is also checked where its secrets are not, and must not be.
  const absent: string[] = [];
  const desk = await loadDesk(resolve(folder), {
    inspect,
    root: PROJECT_ROOT,
    onAbsent: (path) => void absent.push(path),
  });
  await modules.close();
  if (!desk.ok) return output.fail(mistakesFailure(folder, desk.failure));
  const plan = desk.value;
  const text = `${graphText(plan)}\n\n${verdictOf(plan, absent.length)}`;
  const next =
    absent.length === 0
      ? [`bun run start ${folder}`]
      : [`make the key, as ${secretFilesOf(plan)} says`, `bun run check ${folder}`];
  return output.succeed({
    data: graphData(plan),
    text,
    warnings: [
      ...absent.map((path) => `${path} is not there: the desk does not start without it`),
      ...warningsOf(plan, availableParallelism()),
    ],
    next,
  });
}

function verdictOf({ actors, mode }: DeskPlan, absent: number): string {
  const what = `${actors.length} actors, mode ${mode}`;
  if (absent === 0) return `OK, ${what}`;
  const files = absent === 1 ? "1 file is" : `${absent} files are`;
  return `${what}: the files are right, and it does not start yet: ${files} not there`;
}

/** Who takes a key has in its file how one is made. */
function secretFilesOf({ actors }: DeskPlan): string {
  const files = actors.filter(({ kind }) => kind === "execution").map(({ file }) => file);
  return files.join(" and ");
}

/** What a verb says of a desk that cannot be loaded. */
export function mistakesFailure(folder: string, mistakes: readonly ConfigMistake[]): Failure {
  const [first] = mistakes;
  const count = mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`;
  const summary = `${count} in ${folder}`;
  return {
    exit: EXIT.CONFIG,
    message: first === undefined ? summary : `${summary}: ${first.message}`,
    ...(first === undefined ? {} : { file: first.file, line: first.line, column: first.column }),
    help: first?.help ?? [],
    data: { mistakes },
    text: [...mistakes.map(mistakeText), summary].join("\n\n"),
  };
}

/** What does not keep a desk from starting, but is likely not meant. */
export function warningsOf(plan: DeskPlan, cores: number): readonly string[] {
  const limits = plan.actors
    .filter(({ kind }) => kind === "strategy")
    .flatMap(({ name, file, limits: said }) => {
      const missing = missingLimitsOf(said);
      if (missing.length === 0) return [];
      return [
        `${name} has no ${missing.join(", ")} in [limits] of ${file}: a missing limit denies every order`,
      ];
    });
  return [...limits, ...spinWarningsOf(plan, cores), ...messageWarningsOf(plan.actors)];
}
