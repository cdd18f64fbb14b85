/** A running desk and the files of its folder: what is saved there reaches what runs. */
import { resolve } from "node:path";
import { succeed } from "../../core/result.ts";
import type { PinnedModules } from "../../runtime/code/pinned-modules.ts";
import type { DeskPlan } from "../config/desk-plan.ts";
import { loadDesk } from "../config/load-desk.ts";
import { ChangingDesk, type FollowOptions } from "../run/change/changing-desk.ts";
import type { ChangerOptions } from "../run/change/desk-changer.ts";
import { deskFactsFor, type RunFacts, specOf } from "../run/desk-specs.ts";
import { pinActor } from "../run/pinned-plan.ts";
import type { RunningDesk } from "../run/running-desk.ts";
import { PROJECT_ROOT } from "./project-root.ts";
import type { StartArguments } from "./start-arguments.ts";
import { planFor } from "./start-plan.ts";

export type FollowParts = {
  readonly given: StartArguments;
  readonly modules: PinnedModules;
  readonly run: RunFacts;
  readonly say: (text: string) => void;
  /** Told of each file that was saved, before it is read, and of what became of it. */
  readonly act: FollowOptions["act"];
  /** Told whenever an actor came, left or has other code. */
  readonly onPlan: (plan: DeskPlan) => void;
};

/** Applies what is saved in the desk's folder from now on. */
export function followDesk(desk: RunningDesk, parts: FollowParts): ChangingDesk {
  const { given, modules, run, say, act } = parts;
  const { system } = desk;
  const changing = new ChangingDesk({
    folder: desk.plan.folder,
    plan: desk.plan,
    system,
    specOf,
    load: () => loadAgain(given, modules),
    onPlan: (plan) => {
      desk.plan = plan;
      system.common = deskFactsFor(plan, run, numbersOf(desk));
      parts.onPlan(plan);
    },
    say,
    act,
  });
  desk.mistakesOf = () => changing.changer.mistakes;
  return changing;
}

/** As at the start: with the command line's changes, and on code that was built just now. */
async function loadAgain(
  given: StartArguments,
  modules: PinnedModules,
): ReturnType<ChangerOptions["load"]> {
  const { inspect } = modules;
  const loaded = await loadDesk(resolve(given.desk), { inspect, root: PROJECT_ROOT });
  if (!loaded.ok) return loaded;
  const plan = planFor(loaded.value, given);
  return succeed({ ...plan, actors: plan.actors.map((actor) => pinActor(actor, modules)) });
}

/** An actor that is just coming gets the number after all others. */
function numbersOf(desk: RunningDesk): (name: string) => number {
  const actors = desk.actors();
  const numbers = new Map(actors.map(({ name, number }) => [name, number]));
  return (name) => numbers.get(name) ?? actors.length;
}
