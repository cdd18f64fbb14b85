/** What anybody may know of the tree of supervisors. */

import { ROOT } from "./tree/supervisor-spec.ts";
import type { ChildCounts, ListedChild, SupervisorTree } from "./tree/supervisor-tree.ts";
import { branchNameOf, supervisorOf } from "./tree-plan.ts";

/** One supervisor and its children, in start order. */
export type SupervisorStatus = {
  readonly name: string;
  /** The one above it; null for the root. */
  readonly above: string | null;
  readonly counts: ChildCounts;
  /** A nested supervisor is listed as `supervisors.<name>`, a thread by its name. */
  readonly children: readonly ListedChild[];
};

/** The root first; none before the start. */
export function supervisorStatuses(
  tree: Pick<SupervisorTree, "list" | "count"> | null,
): readonly SupervisorStatus[] {
  return tree === null ? [] : statusesFrom(ROOT, null, tree);
}

function statusesFrom(
  name: string,
  above: string | null,
  tree: Pick<SupervisorTree, "list" | "count">,
): readonly SupervisorStatus[] {
  const children = tree.list(branchNameOf(name));
  const counts = tree.count(branchNameOf(name));
  if (children === null || counts === null) return [];
  const below = children.flatMap((child) => {
    const nested = supervisorOf(child.name);
    return nested === null ? [] : statusesFrom(nested, name, tree);
  });
  return [{ name, above, counts, children }, ...below];
}
