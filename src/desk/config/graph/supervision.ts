/** The tree of supervisors: who is below whom, which actor is whose, and in what order all start. */
import { ROOT } from "../../../runtime/supervisor/tree/supervisor-spec.ts";
import type { SupervisorPlan } from "../desk-plan.ts";
import { suggestion } from "../suggest.ts";
import type { SupervisorTable } from "../supervisor-table.ts";
import type { ConfigFile } from "../toml/config-file.ts";
import { isPattern, matchesPattern } from "./name-pattern.ts";
import { checkNesting, supervisorNamed } from "./nesting.ts";

export type Placement = { readonly actor: string; readonly supervisor: SupervisorPlan };

export type Supervision = {
  /** The root first, each other one after the one above it. */
  readonly supervisors: readonly SupervisorPlan[];
  /** In start order: depth first through the tree. */
  readonly placements: readonly Placement[];
};

/**
 * Places supervisors and actors: children in the order of their list, the actors of one pattern by
 * name. A supervisor that no other names is a child of the root, in the file's order. An actor of no
 * supervisor, or of two, is a mistake at its file; a fault of the tree is one in `desk.toml`.
 *
 * @param tables The root first.
 * @param actors Files of all actors.
 */
export function placeActors(
  desk: ConfigFile,
  tables: readonly SupervisorTable[],
  actors: readonly ConfigFile[],
): Supervision {
  const names = actors.map(({ name }) => name).sort();
  for (const table of tables) reportUnknownChildren(desk, table, names);
  for (const file of actors) reportPlacement(file, tables);
  const above = checkNesting(desk, tables);
  const supervisors = new Map<string, SupervisorPlan>();
  const placements: Placement[] = [];
  const placed = new Set<string>();

  const visit = (table: SupervisorTable): undefined => {
    const children = childrenOf(table, tables, above);
    const own = children.flatMap((child) => {
      if (supervisorNamed(child) !== null) return [child];
      return names.filter(
        (name) => matchesPattern(child, name) && !placed.has(name) && placed.add(name),
      );
    });
    const plan: SupervisorPlan = { ...table, children: own };
    supervisors.set(table.name, plan);
    for (const child of own) {
      const below = supervisorNamed(child);
      if (below === null) placements.push({ actor: child, supervisor: plan });
      else visitNamed(below);
    }
  };
  const visitNamed = (name: string): undefined => {
    const table = tables.find((one) => one.name === name);
    if (table !== undefined && !supervisors.has(name)) visit(table);
  };
  visitNamed(ROOT);
  return { supervisors: [...supervisors.values()], placements };
}

/** What the list names, but for supervisors that another one has; for the root, all that nobody names. */
function childrenOf(
  { name, patterns }: SupervisorTable,
  tables: readonly SupervisorTable[],
  above: ReadonlyMap<string, string>,
): readonly string[] {
  if (name === ROOT) {
    const top = tables.filter((one) => one.name !== ROOT && !above.has(one.name));
    return top.map((one) => `supervisors.${one.name}`);
  }
  return patterns.filter((pattern) => {
    const below = supervisorNamed(pattern);
    return below === null || above.get(below) === name;
  });
}

function reportUnknownChildren(
  desk: ConfigFile,
  { name: supervisor, patterns }: SupervisorTable,
  names: readonly string[],
): undefined {
  for (const [index, child] of patterns.entries()) {
    if (supervisorNamed(child) !== null) continue;
    const report = (message: string, help: readonly string[]) =>
      desk.report({
        path: ["supervisors", supervisor, "children", index],
        part: "VALUE",
        message: `supervisors.${supervisor}.children: ${message}`,
        help,
      });
    if (patterns.indexOf(child) < index) report(`${child} is named twice`, []);
    // A pattern may wait for files that come later; a name that stands for nothing is a slip.
    else if (!isPattern(child) && !names.includes(child)) {
      report(`no actor is named ${child}`, suggestion(child, names));
    }
  }
}

function reportPlacement(file: ConfigFile, tables: readonly SupervisorTable[]): undefined {
  const matches = tables.flatMap(({ name, patterns }) => {
    const child = patterns.find((pattern) => matchesPattern(pattern, file.name));
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
