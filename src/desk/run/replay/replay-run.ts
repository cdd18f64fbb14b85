/** Replays a run: each actor by itself, from its own log and the messages that the run kept. */
import type { AnyActorDefinition } from "../../../runtime/actor/define-actor.ts";
import type { KeptRecord } from "../../../runtime/replay/kept-reader.ts";
import { recordedLives } from "../files/deliveries.ts";
import { logsOf } from "../files/take-over.ts";
import { KeptMessages } from "./kept-messages.ts";
import { loadRecorded } from "./recorded-code.ts";
import { byLife, type RecordedLife, readLife } from "./recorded-life.ts";
import { type ActorReport, replayActor } from "./replay-actor.ts";

export type RunReplayOptions = {
  readonly folder: string;
  /** Null replays all. */
  readonly actor: string | null;
  readonly until: number | null;
  readonly breakAt: number | null;
  /** Folder of the actors' modules, to run the present sources; null runs the pinned code. */
  readonly sources: string | null;
  /** Told of each message that is sent again. */
  readonly onSent?: (actor: string, record: KeptRecord) => undefined;
};

/** Names of the actors of the run that were recorded, sorted. */
export function recordedActors(folder: string): readonly string[] {
  return [...new Set(recordedLives(folder).map(({ actor }) => actor))].sort();
}

/** A report for each actor, in the order of their names. */
export async function replayRun(options: RunReplayOptions): Promise<readonly ActorReport[]> {
  const { folder, actor, until, breakAt, sources, onSent } = options;
  const messages = await KeptMessages.read(logsOf(folder));
  const definitions = new Map<string, Promise<AnyActorDefinition>>();
  const load = (module: string) => {
    const known = definitions.get(module) ?? loadRecorded(module, { folder, sources });
    definitions.set(module, known);
    return known;
  };
  const reports: ActorReport[] = [];
  for (const name of recordedActors(folder)) {
    if (actor !== null && name !== actor) continue;
    const lives = livesOf(folder, name);
    const told = onSent === undefined ? undefined : (one: KeptRecord) => onSent(name, one);
    const own = { actor: name, lives, messages, load, until, breakAt, onSent: told };
    reports.push(await replayActor(own));
  }
  return reports;
}

function livesOf(folder: string, actor: string): readonly RecordedLife[] {
  return recordedLives(folder)
    .filter((life) => life.actor === actor)
    .map(readLife)
    .filter((life) => life !== null)
    .sort(byLife);
}
