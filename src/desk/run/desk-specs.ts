/** From a desk's plan to what the actor system starts: plain data for each actor. */
import type { ActorSpec } from "../../runtime/supervisor/actor-spec.ts";
import type { ActorPlan, DeskPlan } from "../config/desk-plan.ts";
import type { ActorAbout, DeskFacts } from "../message/desk-facts.ts";

/** What one run adds to a desk's plan. */
export type RunFacts = { readonly runEpoch: number; readonly folder: string };

/** @param numberOf Of each actor; by default its place in the plan, as at the start. */
export function deskFactsFor(
  plan: DeskPlan,
  run: RunFacts,
  numberOf: (name: string) => number = placesIn(plan),
): DeskFacts {
  return {
    mode: plan.mode,
    instruments: plan.instruments,
    actors: plan.actors.map(({ name, kind, instruments }) => ({
      name,
      number: numberOf(name),
      kind,
      instruments,
    })),
    runEpoch: run.runEpoch,
    folder: run.folder,
  };
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
    about,
    reads: actor.reads,
    topicBytes: actor.topicBytes,
    required: actor.required,
    child: actor.child,
    inspection: actor.inspection,
    snapshotEveryMs: actor.snapshotEveryMs,
  };
}
