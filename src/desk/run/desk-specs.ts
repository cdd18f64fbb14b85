/** From a desk's plan to what the actor system starts: plain data for each actor. */
import type { ActorSpec } from "../../runtime/supervisor/actor-spec.ts";
import type { ActorPlan, DeskPlan } from "../config/desk-plan.ts";
import type { ActorAbout, DeskFacts } from "../message/desk-facts.ts";

/** What one run adds to a desk's plan. */
export type RunFacts = Pick<DeskFacts, "instance" | "runEpoch" | "firstRunEpoch" | "folder">;

/** @param numberOf Of each actor; by default its place in the plan, as at the start. */
export function deskFactsFor(
  plan: DeskPlan,
  run: RunFacts,
  numberOf: (name: string) => number = placesIn(plan),
): DeskFacts {
  return {
    name: plan.name,
    mode: plan.mode,
    durability: plan.durability,
    codeHash: hashOf(plan.actors.map(({ name, module, code }) => [name, code?.hash ?? module])),
    configHash: configHashOf(plan),
    instruments: plan.instruments,
    actors: plan.actors.map(({ name, kind, instruments }) => ({
      name,
      number: numberOf(name),
      kind,
      instruments,
    })),
    instance: run.instance,
    runEpoch: run.runEpoch,
    firstRunEpoch: run.firstRunEpoch,
    folder: run.folder,
  };
}

/** SHA-256 over the names of all files of the desk and what they hash to. Hex. */
export function configHashOf({ files }: Pick<DeskPlan, "files">): string {
  return hashOf(files.map(({ file, sha256 }) => [file, sha256]));
}

function hashOf(named: readonly (readonly [name: string, what: string])[]): string {
  return new Bun.CryptoHasher("sha256").update(JSON.stringify(named)).digest("hex");
}

function placesIn({ actors }: DeskPlan): (name: string) => number {
  const places = new Map(actors.map(({ name }, place) => [name, place]));
  return (name) => places.get(name) ?? Number.NaN;
}

/** In start order: an actor's place is its number. */
export function specsOf(plan: DeskPlan): readonly ActorSpec[] {
  return plan.actors.map(specOf);
}

export function specOf(actor: ActorPlan): ActorSpec {
  const about: ActorAbout = { instruments: actor.instruments, limits: actor.limits };
  return {
    name: actor.name,
    kind: actor.kind,
    module: actor.module,
    code: actor.code?.hash ?? null,
    thread: actor.thread,
    idle: actor.idle,
    args: actor.args,
    holdsSecrets: actor.holdsSecrets,
    about,
    reads: actor.reads,
    topicBytes: actor.topicBytes,
    required: actor.required,
    child: actor.child,
    inspection: actor.inspection,
    snapshotEveryMs: actor.snapshotEveryMs,
  };
}
