/**
 * Loads a desk: its files, checked against each other and against the modules that they use. All
 * mistakes of all files are reported at once; what depends on a mistaken file is not judged.
 */
import { basename, resolve } from "node:path";
import type { Result } from "../../core/result.ts";
import { failWith, succeed } from "../../core/result.ts";
import type { InspectionOutcome } from "../../runtime/actor/inspection.ts";
import { readArgs } from "./actor/actor-args.ts";
import type { ActorFile } from "./actor/actor-file.ts";
import { readActorFile } from "./actor/actor-file.ts";
import { readLimits } from "./actor/actor-limits.ts";
import type { InspectedActor } from "./actor/module-inspection.ts";
import { inspectActors } from "./actor/module-inspection.ts";
import type { ConfigMistake } from "./config-mistake.ts";
import { compareMistakes } from "./config-mistake.ts";
import type { DeskSettings } from "./desk-file.ts";
import { readDeskFile } from "./desk-file.ts";
import { readDeskFolder } from "./desk-folder.ts";
import type { ActorPlan, DeskPlan, Durability, SupervisorPlan } from "./desk-plan.ts";
import { checkChildren } from "./graph/child-rules.ts";
import { versionMistakesOf } from "./graph/message-graph.ts";
import type { Placement, Supervision } from "./graph/supervision.ts";
import { placeActors } from "./graph/supervision.ts";
import { checkDrain, checkReads, checkTradable, readsOf } from "./graph/wiring.ts";
import type { ConfigFile } from "./toml/config-file.ts";
import { References } from "./toml/references.ts";

export type LoadOptions = {
  /** Reads an actor's module without importing it into this thread; pins it, where it does. */
  readonly inspect: (moduleUrl: string) => Promise<InspectionOutcome>;
  /** Folder that holds `actors/`; paths in mistakes are relative to it. */
  readonly root: string;
  /** Told of each `${file:path}` that is not there. Without it that is a mistake. */
  readonly onAbsent?: (path: string) => void;
};

/** Returns the plan of the desk in `folder`, or every mistake, sorted by file and place. */
export async function loadDesk(
  folder: string,
  options: LoadOptions,
): Promise<Result<DeskPlan, readonly ConfigMistake[]>> {
  const home = resolve(folder);
  const files = await readDeskFolder(home, options.root, options.onAbsent);
  const all = [files.desk, ...files.actors];
  const names = files.actors.map(({ name }) => name);
  const settings = readDeskFile(files.desk);
  const known = files.desk.broken ? null : settings.instruments;
  const readable = files.actors.filter(({ broken }) => !broken);
  const { supervisors, placements } = files.desk.broken
    ? UNSUPERVISED
    : placeActors(files.desk, settings.supervisors, files.actors);
  const actors = readable
    .map((file) => readActorFile(file, known))
    .filter((actor) => actor !== null);
  for (const actor of actors) checkReads(actor, names);
  checkChildren(actors, placements);
  // A file that cannot be read may be the very feed that another one lacks.
  if (actors.length === names.length && !files.desk.broken) checkTradable(actors);
  for (const actor of actors) checkDrain(actor, settings.instruments);
  const durability = durabilityOf(files.desk, settings, actors);
  const inspected = await inspectActors(actors, options);
  const plans = planActors({ inspected, actors, settings, placements, names });
  const located = await Promise.all(all.map((file) => file.mistakes()));
  const mistakes = [...files.mistakes, ...located.flat()].sort(compareMistakes);
  if (mistakes.length > 0) return failWith(mistakes);
  const instruments = settings.instruments.whole;
  return succeed({
    ...settings,
    durability,
    files: all.flatMap(({ layers }) => layers),
    references: new References(all.flatMap(({ references }) => references)),
    supervisors,
    instruments,
    folder: home,
    name: basename(home),
    actors: plans,
  });
}

/** What is not said follows from whether there is a journal; `sync` without one is a mistake. */
function durabilityOf(
  desk: ConfigFile,
  { durability, mode }: DeskSettings,
  actors: readonly ActorFile[],
): Durability {
  const hasJournal = actors.some(({ kind }) => kind === "journal");
  if (mode === "live" && !desk.broken && (durability === "none" || !hasJournal)) {
    desk.report({
      path: ["mode"],
      part: "VALUE",
      message: "mode: live needs a journal: no order leaves before it is on the disk",
      help: ['add journal.toml with: use = "journal"', 'and durability = "sync", or leave it out'],
    });
    return "none";
  }
  if (durability !== "sync" || hasJournal || desk.broken) {
    return durability ?? (hasJournal ? "sync" : "none");
  }
  desk.report({
    path: ["durability"],
    part: "VALUE",
    message: "durability: sync needs a journal, and the desk has none",
    help: ['add journal.toml with: use = "journal"', 'or say durability = "none"'],
  });
  return "none";
}

const UNSUPERVISED: Supervision = { supervisors: [], placements: [] };

type Parts = {
  readonly inspected: readonly InspectedActor[];
  readonly actors: readonly ActorFile[];
  readonly settings: DeskSettings;
  readonly placements: readonly Placement[];
  readonly names: readonly string[];
};

/** Plans of all actors whose modules could be read, in start order. */
function planActors({ inspected, actors, settings, placements, names }: Parts): ActorPlan[] {
  const byName = new Map(inspected.map((one) => [one.actor.name, one]));
  const plans: ActorPlan[] = [];
  for (const { actor: name, supervisor } of placements) {
    const one = byName.get(name);
    if (one === undefined) continue;
    plans.push(planOf(one, supervisor, { actors, settings, names }));
    byName.delete(name);
  }
  // Without a supervisor there is no plan, but the mistakes in its arguments are still wanted.
  for (const { actor, inspection } of byName.values()) {
    readArgs(actor, inspection.args, names);
    readLimits(actor);
  }
  for (const { reader, message } of versionMistakesOf(plans)) {
    const file = actors.find((actor) => actor.name === reader)?.file;
    file?.report({ path: ["use"], part: "VALUE", message: `use: ${message}`, help: [] });
  }
  return plans;
}

function planOf(
  { actor, inspection, module, code }: InspectedActor,
  supervisor: SupervisorPlan,
  { actors, settings, names }: Pick<Parts, "actors" | "settings" | "names">,
): ActorPlan {
  const { name, file, kind, use, required, topicBytes, thread, idle, snapshotEveryMs } = actor;
  return {
    name,
    file: file.file,
    kind,
    use,
    module,
    code,
    instruments: actor.instruments.map((instrument) => instrument.number),
    limits: readLimits(actor),
    args: readArgs(actor, inspection.args, names),
    holdsSecrets: file.references.some(({ path }) => path[0] === "args"),
    reads: readsOf(actor, actors, settings.mode),
    topicBytes,
    thread,
    idle,
    snapshotEveryMs,
    required,
    child: {
      supervisor: supervisor.name,
      ...actor.life,
      ...actor.bounds,
    },
    inspection,
  };
}
