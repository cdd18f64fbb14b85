/** Which supervisor is below which: each has one above it, and none is below itself. */
import { ROOT } from "../../../runtime/supervisor/tree/supervisor-spec.ts";
import { suggestion } from "../suggest.ts";
import type { SupervisorTable } from "../supervisor-table.ts";
import type { ConfigFile } from "../toml/config-file.ts";

const PREFIX = "supervisors.";

/** The supervisor that a child `supervisors.<name>` is; null for an actor's name or pattern. */
export function supervisorNamed(child: string): string | null {
  return child.startsWith(PREFIX) ? child.slice(PREFIX.length) : null;
}

/** One place in a list of children that names a supervisor. */
type Naming = {
  readonly above: SupervisorTable;
  readonly index: number;
  readonly below: string;
};

/**
 * Returns who is above each supervisor, but for those below the root, and reports what is wrong: an
 * unknown name, a supervisor that is named twice, and one that is below itself.
 */
export function checkNesting(
  desk: ConfigFile,
  tables: readonly SupervisorTable[],
): ReadonlyMap<string, string> {
  const above = new Map<string, string>();
  for (const naming of tables.flatMap(namingsOf)) {
    const fault = faultOf(naming, tables, above);
    if (fault === null) {
      above.set(naming.below, naming.above.name);
      const circle = circleFrom(naming.below, above);
      if (circle === null) continue;
      above.delete(naming.below);
      report(desk, naming, `supervisors.${naming.below} would be below itself: ${circle}`, []);
    } else report(desk, naming, fault.message, fault.help);
  }
  for (const table of tables) checkSignificance(desk, table, tables, above);
  return above;
}

function namingsOf(above: SupervisorTable): readonly Naming[] {
  return above.patterns.flatMap((child, index) => {
    const below = supervisorNamed(child);
    return below === null ? [] : [{ above, index, below }];
  });
}

function faultOf(
  { below }: Naming,
  tables: readonly SupervisorTable[],
  above: ReadonlyMap<string, string>,
): { readonly message: string; readonly help: readonly string[] } | null {
  if (below === ROOT) return { message: "the root is above all supervisors", help: [] };
  const names = tables.flatMap(({ name }) => (name === ROOT ? [] : [name]));
  if (!names.includes(below)) {
    return { message: `no supervisor is named ${below}`, help: suggestion(below, names) };
  }
  const first = above.get(below);
  if (first === undefined) return null;
  return {
    message: `supervisors.${below} must have one supervisor: supervisors.${first} has it already`,
    help: ["take it out of all but one of them"],
  };
}

/** The way up from `name`, when it comes back to it. */
function circleFrom(name: string, above: ReadonlyMap<string, string>): string | null {
  const way = [name];
  let next = above.get(name);
  while (next !== undefined && next !== name) {
    way.push(next);
    next = above.get(next);
  }
  return next === undefined ? null : [...way, name].toReversed().join(" > ");
}

function checkSignificance(
  desk: ConfigFile,
  { name, significant }: SupervisorTable,
  tables: readonly SupervisorTable[],
  above: ReadonlyMap<string, string>,
): undefined {
  const parent = tables.find((one) => one.name === (above.get(name) ?? ROOT));
  if (!significant || parent?.autoShutdown !== "never") return;
  const message = `supervisors.${name}.significant: ${meaningless(parent.name)}`;
  desk.report({
    path: ["supervisors", name, "significant"],
    part: "VALUE",
    message,
    help: helpFor(parent.name),
  });
}

/** Why a significant child of a supervisor that never shuts itself down is a mistake. */
export function meaningless(supervisor: string): string {
  return `nothing follows from it: supervisors.${supervisor} has autoShutdown = "never"`;
}

/** What helps against it. */
export function helpFor(supervisor: string): readonly string[] {
  return [
    `say autoShutdown = "any_significant" or "all_significant" under [supervisors.${supervisor}]`,
  ];
}

function report(
  desk: ConfigFile,
  { above, index }: Naming,
  message: string,
  help: readonly string[],
): undefined {
  desk.report({
    path: ["supervisors", above.name, "children", index],
    part: "VALUE",
    message: `supervisors.${above.name}.children: ${message}`,
    help,
  });
}
