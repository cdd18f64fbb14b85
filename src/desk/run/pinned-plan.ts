/** A desk's plan on pinned code: each actor runs the bundle that was inspected. */
import { join } from "node:path";
import { assert } from "../../core/assert.ts";
import type { PinnedCode } from "../../runtime/actor/inspection.ts";
import type { PinnedModules } from "../../runtime/code/pinned-modules.ts";
import type { ActorPlan, DeskPlan } from "../config/desk-plan.ts";

/** Moves the code of `plan` into the run's folder, and points every actor at it. */
export async function pinPlan(
  plan: DeskPlan,
  modules: PinnedModules,
  runFolder: string,
): Promise<DeskPlan> {
  await modules.moveTo(join(runFolder, "code"), plan.actors.map(codeOf));
  return { ...plan, actors: plan.actors.map((actor) => pinActor(actor, modules)) };
}

/** The actor on the bundle that was inspected for it. */
export function pinActor(actor: ActorPlan, modules: PinnedModules): ActorPlan {
  return { ...actor, module: modules.urlOf(codeOf(actor)) };
}

/** For `desk.json`: the file of each actor's code, by the actor's name. */
export function codeFilesOf({ actors }: DeskPlan): Readonly<Record<string, string>> {
  return Object.fromEntries(actors.map((actor) => [actor.name, codeOf(actor).file]));
}

function codeOf({ name, code }: ActorPlan): PinnedCode {
  assert(code !== null, `${name} was inspected as a bundle`);
  return code;
}
