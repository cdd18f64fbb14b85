/**
 * `bun run actors <what> [name]`: looks at the actors of the desk that runs, and changes them while
 * it trades. It talks to the desk's console, with the token of the run's folder.
 */
import type { ConfigMistake } from "../config/config-mistake.ts";
import { mistakeText } from "../config/config-mistake.ts";
import { suggestion } from "../config/suggest.ts";
import {
  ACTIONS,
  type Action,
  type ControlFailure,
  type DeskLegend,
} from "../http/control/desk-control.ts";
import { type ClientFailure, DeskClient, type Reply } from "../run/change/desk-client.ts";
import { actorTable, detailText } from "./actors-text.ts";
import { answerText } from "./answer-text.ts";
import { type Arguments, parseArguments } from "./arguments.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { type Failure, Output } from "./output.ts";
import { runFolderOf } from "./run-folder-of.ts";

const SHAPE = {
  positionalsMax: 3,
  flags: { run: "VALUE", reason: "VALUE", fresh: "SWITCH", json: "SWITCH" },
} as const;

const READS = ["ls", "inspect", "ask"] as const;
const WHATS: readonly string[] = [...READS, ...ACTIONS];

const USAGE = [
  "bun run actors ls",
  "bun run actors inspect|add|remove|restart|suspend|resume|swap <name> [--reason TEXT] [--fresh]",
  "bun run actors ask <name> <answer>",
];

const EXIT_OF_CLIENT = {
  NOT_RUNNING: EXIT.NOT_RUNNING,
  FORBIDDEN: EXIT.CONFLICT,
  TIMEOUT: EXIT.TIMEOUT,
} as const;

const EXIT_OF_FAILURE = {
  NOT_FOUND: EXIT.NOT_RUNNING,
  NOT_RUNNING: EXIT.NOT_RUNNING,
  CONFLICT: EXIT.CONFLICT,
  TIMEOUT: EXIT.TIMEOUT,
  MISTAKES: EXIT.CONFIG,
  FAILED: EXIT.ERROR,
} as const satisfies Record<ControlFailure["kind"], ExitCode>;

/** Exits 0 when it was done, 5 when no desk or no such actor runs, 10 when it is refused. */
export async function runActors(given: readonly string[]): Promise<ExitCode> {
  const output = new Output("actors", given.includes("--json"));
  const parsed = parseArguments(given, SHAPE);
  if (!parsed.ok) return output.fail({ exit: EXIT.USAGE, ...parsed.failure });
  const mistake = usageMistake(parsed.value.positionals);
  if (mistake !== null) return output.fail(mistake);
  const folder = runFolderOf(parsed.value.value("run") ?? "latest");
  const desk = await DeskClient.find(folder);
  if (!desk.ok) return output.fail(clientFailure(desk.failure));
  return ask(desk.value, parsed.value, output);
}

function usageMistake([what, name, answer, ...rest]: readonly string[]): Failure | null {
  const usage = (message: string): Failure => ({ exit: EXIT.USAGE, message, help: USAGE });
  if (what === undefined) return usage("what is to be done?");
  if (!WHATS.includes(what)) {
    const near = suggestion(what, WHATS);
    const help = near.length > 0 ? near : USAGE;
    return { exit: EXIT.USAGE, message: `unknown action ${what}`, help };
  }
  if (what === "ls") return name === undefined ? null : usage(`unexpected argument ${name}`);
  if (name === undefined) return usage(`${what} needs the name of an actor`);
  if (what === "ask") {
    if (answer === undefined) return usage("ask needs the name of an answer");
    return rest[0] === undefined ? null : usage(`unexpected argument ${rest[0]}`);
  }
  return answer === undefined ? null : usage(`unexpected argument ${answer}`);
}

async function ask(desk: DeskClient, given: Arguments, output: Output): Promise<ExitCode> {
  const [what = "", name = "", answer = ""] = given.positionals;
  const path = `/control/actors/${encodeURIComponent(name)}`;
  const reply =
    what === "ls"
      ? await desk.read("/actors")
      : what === "inspect"
        ? await desk.read(path)
        : what === "ask"
          ? await desk.command(`${path}/ask/${encodeURIComponent(answer)}`)
          : await desk.command(`${path}/${what}`, {
              reason: given.value("reason") ?? undefined,
              fresh: given.has("fresh"),
            });
  if (!reply.ok) return output.fail(clientFailure(reply.failure));
  if (reply.value.status !== 200) return output.fail(refusalOf(reply.value));
  return show(what as Action | (typeof READS)[number], reply.value.body, output);
}

function show(
  what: Action | (typeof READS)[number],
  body: Reply["body"],
  output: Output,
): ExitCode {
  if (what === "ls") return output.succeed({ data: body, text: actorTable(body) });
  if (what === "inspect") return output.succeed({ data: body.actor, text: detailText(body.actor) });
  if (what === "ask") {
    const text = answerText(body.reply, body.legend as DeskLegend);
    return output.succeed({ data: body.reply, text });
  }
  const { message, data = {} } = body as { message: string; data?: unknown };
  return output.succeed({ data, text: message, next: ["bun run actors ls"] });
}

function clientFailure({ kind, message }: ClientFailure): Failure {
  const help =
    kind === "NOT_RUNNING" ? ["start one: bun run start; or name its run: --run RUN"] : [];
  return { exit: EXIT_OF_CLIENT[kind], message, help };
}

function refusalOf({ status, body }: Reply): Failure {
  const { kind, message, mistakes } = body as Partial<ControlFailure>;
  const said = message ?? `the desk answered with status ${status}`;
  if (kind === undefined) return { exit: EXIT.ERROR, message: said };
  const exit = EXIT_OF_FAILURE[kind];
  if (mistakes === undefined) return { exit, message: said };
  const texts = (mistakes as readonly ConfigMistake[]).map(mistakeText);
  return { exit, message: said, data: { mistakes }, text: [...texts, said].join("\n\n") };
}
