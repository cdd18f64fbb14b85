/**
 * `bun run replay <run>`: runs the actors of a recorded run again, each from what it took, and
 * compares every message that it sends with the one that the run kept.
 *
 * Exits 0 when all are equal, 6 at a difference, and 4 when something that is needed was not kept.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { failWith, type Result, succeed } from "../../core/result.ts";
import { nearest } from "../config/suggest.ts";
import { logsOf } from "../run/files/take-over.ts";
import { MissingCode } from "../run/replay/recorded-code.ts";
import type { ActorReport } from "../run/replay/replay-actor.ts";
import { type RunReplayOptions, recordedActors, replayRun } from "../run/replay/replay-run.ts";
import { type Arguments, parseArguments, type UsageMistake } from "./arguments.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { type Failure, Output } from "./output.ts";
import { ACTORS_FOLDER } from "./project-root.ts";
import { documentOf, verdictOf } from "./replay-report.ts";
import { reportText } from "./replay-text.ts";
import { runFolderOf } from "./run-folder-of.ts";

const SHAPE = {
  positionalsMax: 1,
  flags: {
    actor: "VALUE",
    until: "VALUE",
    "break-at": "VALUE",
    source: "SWITCH",
    json: "SWITCH",
  },
} as const;

type ReplayArguments = {
  readonly actor: string | null;
  readonly until: number | null;
  readonly breakAt: number | null;
  readonly isOfSource: boolean;
};

export async function runReplay(given: readonly string[]): Promise<ExitCode> {
  const output = new Output("replay", given.includes("--json"));
  const parsed = parseArguments(given, SHAPE);
  if (!parsed.ok) return output.fail({ exit: EXIT.USAGE, ...parsed.failure });
  const read = readArguments(parsed.value);
  if (!read.ok) return output.fail({ exit: EXIT.USAGE, ...read.failure });
  const folder = runFolderOf(parsed.value.positionals[0] ?? "latest");
  const failure = whyNot(folder, read.value.actor);
  if (failure !== null) return output.fail(failure);
  const { actor, until, breakAt, isOfSource } = read.value;
  const sources = isOfSource ? ACTORS_FOLDER : null;
  const replayed = await tryReplay({ folder, actor, until, breakAt, sources });
  if (!replayed.ok) return output.fail(replayed.failure);
  const reports = replayed.value;
  const { exit, message, help } = verdictOf(reports, { breakAt, wasCutOff: wasCutOff(folder) });
  const data = documentOf(folder, reports);
  const text = reportText(folder, reports);
  if (exit === EXIT.OK) return output.succeed({ data, text });
  if (!output.json) output.say(text);
  return output.fail({ exit, message, help, data });
}

/** Code that is not there is a matter of the run's data. */
async function tryReplay(
  options: RunReplayOptions,
): Promise<Result<readonly ActorReport[], Failure>> {
  try {
    return succeed(await replayRun(options));
  } catch (error) {
    if (!(error instanceof MissingCode)) throw error;
    const help = ["the code/ of the run's folder, or --source for the code as it is now"];
    return failWith({ exit: EXIT.DATA, message: error.message, help });
  }
}

function readArguments(flags: Arguments): Result<ReplayArguments, UsageMistake> {
  const until = readSequence(flags, "until");
  const breakAt = readSequence(flags, "break-at");
  if (!until.ok) return until;
  if (!breakAt.ok) return breakAt;
  const actor = flags.value("actor");
  const stops = [until.value, breakAt.value].filter((one) => one !== null);
  if (stops.length > 0 && actor === null) {
    const help = ["example: bun run replay latest --actor risk --break-at 1200"];
    return failWith({ message: "--until and --break-at count messages of one --actor", help });
  }
  if (stops.length > 1) {
    return failWith({ message: "--until and --break-at exclude each other", help: [] });
  }
  const isOfSource = flags.has("source");
  return succeed({ actor, until: until.value, breakAt: breakAt.value, isOfSource });
}

function readSequence(flags: Arguments, flag: string): Result<number | null, UsageMistake> {
  const text = flags.value(flag);
  if (text === null) return succeed(null);
  const sequence = /^\d{1,16}$/.test(text) ? Number(text) : 0;
  if (sequence > 0 && Number.isSafeInteger(sequence)) return succeed(sequence);
  const help = ["bun run inspect <run> shows the sequence of each message"];
  return failWith({ message: `--${flag} must be a message's sequence: found ${text}`, help });
}

function whyNot(folder: string, actor: string | null): Failure | null {
  if (!existsSync(folder)) {
    return { exit: EXIT.DATA, message: `there is no run ${folder}`, file: folder };
  }
  const actors = recordedActors(folder);
  if (actors.length === 0) {
    const help = [
      "record one: bun run start config/demo --delivery-log, or deliveryLog = true in desk.toml",
    ];
    return { exit: EXIT.DATA, message: `${folder} has no delivery log`, file: folder, help };
  }
  if (actor === null || actors.includes(actor)) return null;
  const near = nearest(actor, actors);
  const help = [near === null ? `recorded: ${actors.join(", ")}` : `did you mean ${near}?`];
  return { exit: EXIT.USAGE, message: `no actor ${actor} was recorded in ${folder}`, help };
}

/** Whether a process of the run did not come to its end: its last records may not be kept. */
function wasCutOff(folder: string): boolean {
  // Another one went on from where it was.
  if (logsOf(folder).some((path) => dirname(path) !== folder)) return true;
  try {
    const card: unknown = JSON.parse(readFileSync(join(folder, "desk.json"), "utf8"));
    return !(typeof card === "object" && card !== null && "ended" in card);
  } catch {
    return true;
  }
}
