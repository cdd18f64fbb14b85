/** Which supervisor has which actor, and in what order all of them start. */
import type { SupervisorPlan } from "../desk-plan.ts";
import { suggestion } from "../suggest.ts";
import type { ConfigFile } from "../toml/config-file.ts";
import { isPattern, matchesPattern } from "./name-pattern.ts";

export type Placement = { readonly actor: string; readonly supervisor: SupervisorPlan };

/**
 * Returns all actors in start order: supervisors as `desk.toml` has them, children in their order,
 * the actors of one pattern by name. An actor of no supervisor, or of two, is a mistake at its file.
 *
 * @param actors Files of all actors.
 */
export function placeActors(
  desk: ConfigFile,
  supervisors: readonly SupervisorPlan[],
  actors: readonly ConfigFile[],
): readonly Placement[] {
  const names = actors.map(({ name }) => name).sort();
  for (const supervisor of supervisors) reportUnknownChildren(desk, supervisor, names);
  for (const file of actors) reportPlacement(file, supervisors);
  const placed = new Map<string, SupervisorPlan>();
  for (const supervisor of supervisors) {
    for (const pattern of supervisor.children) {
      for (const name of names) {
        if (matchesPattern(pattern, name) && !placed.has(name)) placed.set(name, supervisor);
      }
    }
  }
  return [...placed].map(([actor, supervisor]) => ({ actor, supervisor }));
}

function reportUnknownChildren(
  desk: ConfigFile,
  supervisor: SupervisorPlan,
  names: readonly string[],
): undefined {
  for (const [index, child] of supervisor.children.entries()) {
    // A pattern may wait for files that come later; a name that stands for nothing is a slip.
    if (isPattern(child) || names.includes(child)) continue;
    const path = ["supervisors", supervisor.name, "children", index];
    const message = `supervisors.${supervisor.name}.children: no actor is named ${child}`;
    desk.report({ path, part: "VALUE", message, help: suggestion(child, names) });
  }
}

function reportPlacement(file: ConfigFile, supervisors: readonly SupervisorPlan[]): undefined {
  const matches = supervisors.flatMap(({ name, children }) => {
    const child = children.find((pattern) => matchesPattern(pattern, file.name));
    return child === undefined ? [] : [`supervisors.${name} (by "${child}")`];
  });
  if (matches.length === 1) return;
  const message =
    matches.length === 0
      ? `no supervisor has actor ${file.name}`
      : `actor ${file.name} must have one supervisor: it has ${matches.join(" and ")}`;
  const help =
    matches.length === 0
      ? [`name it in desk.toml: [supervisors.<name>] children = ["${file.name}"]`]
      : ["take it out of all but one of them in desk.toml"];
  file.report({ path: ["use"], part: "KEY", message, help });
}
