/** From a desk's supervisors and threads to the tree that decides about them. Pure. */

import type { ActorSpec } from "./actor-spec.ts";
import { ROOT, SUPERVISOR_DEFAULTS, type SupervisorSpec } from "./tree/supervisor-spec.ts";
import type { BranchSpec, NodeSpec, WorkerSpec } from "./tree/tree-spec.ts";

const PREFIX = "supervisors.";

/** One thread: its actors are one child. */
export type PlannedThread = {
  readonly name: string;
  readonly members: readonly { readonly spec: ActorSpec }[];
};

/** The root of a desk that says nothing of supervisors: one budget for each child. */
export const PLAIN_ROOT: SupervisorSpec = { ...SUPERVISOR_DEFAULTS, name: ROOT, children: [] };

/** As what a supervisor stands in the tree: no actor has such a name. */
export function branchNameOf(supervisor: string): string {
  return `${PREFIX}${supervisor}`;
}

/** A supervisor's own name from that in the tree; null for a thread's. */
export function supervisorOf(child: string): string | null {
  return child.startsWith(PREFIX) ? child.slice(PREFIX.length) : null;
}

/** Actors of one thread live and die together, so they share their deadlines. */
export function workerSpecOf({ name, members }: PlannedThread): WorkerSpec {
  const children = members.map(({ spec }) => spec.child);
  const [first] = children;
  const sumOf = (deadlines: readonly number[]) => deadlines.reduce((sum, one) => sum + one, 0);
  return {
    kind: "WORKER",
    name,
    restart: first?.restart ?? "permanent",
    significant: first?.significant ?? false,
    startDeadlineMs: sumOf(children.map(({ startDeadlineMs }) => startDeadlineMs)),
    stopDeadlineMs: sumOf(children.map(({ stopDeadlineMs }) => stopDeadlineMs)),
  };
}

/** Why `threads` cannot be the children of `supervisors`, by actor; null when they can. */
export function misplacedActor(
  supervisors: readonly SupervisorSpec[],
  threads: readonly PlannedThread[],
): { readonly actor: string; readonly reason: string } | null {
  for (const { members } of threads) {
    const [first] = members;
    for (const { spec } of members) {
      const { supervisor, restart, significant } = spec.child;
      if (!supervisors.some(({ name }) => name === supervisor)) {
        return { actor: spec.name, reason: `there is no supervisor ${supervisor}` };
      }
      const other = first?.spec.child;
      const isOne =
        other?.supervisor === supervisor &&
        other.restart === restart &&
        other.significant === significant;
      if (!isOne) {
        const reason = `it shares a thread with ${first?.spec.name}, and so supervisor, restart and significant`;
        return { actor: spec.name, reason };
      }
    }
  }
  return null;
}

/**
 * The tree: children in the order of their supervisor's list, then those that it does not name.
 *
 * @param supervisors The root among them. One that no other names is a child of the root.
 */
export function treeOf(
  supervisors: readonly SupervisorSpec[],
  threads: readonly PlannedThread[],
): BranchSpec {
  const root = supervisors.find(({ name }) => name === ROOT) ?? PLAIN_ROOT;
  return branchOf(root, { supervisors, threads });
}

type Parts = {
  readonly supervisors: readonly SupervisorSpec[];
  readonly threads: readonly PlannedThread[];
};

function branchOf(spec: SupervisorSpec, parts: Parts): BranchSpec {
  const { name, children: listed, restart, significant, stopDeadlineMs, ...settings } = spec;
  const nodes = new Map<string, NodeSpec>();
  for (const child of [...listed, ...unlisted(spec, parts)]) {
    const node = nodeOf(child, name, parts);
    if (node !== null) nodes.set(node.name, nodes.get(node.name) ?? node);
  }
  return {
    kind: "SUPERVISOR",
    name: branchNameOf(name),
    restart,
    significant,
    stopDeadlineMs,
    settings,
    children: [...nodes.values()],
  };
}

/** A nested supervisor, or the thread of an actor that is this supervisor's. */
function nodeOf(child: string, supervisor: string, parts: Parts): NodeSpec | null {
  const nested = parts.supervisors.find(({ name }) => branchNameOf(name) === child);
  if (nested !== undefined) return branchOf(nested, parts);
  const thread = parts.threads.find(({ members }) =>
    members.some(({ spec }) => spec.name === child),
  );
  return thread?.members[0]?.spec.child.supervisor === supervisor ? workerSpecOf(thread) : null;
}

/** Who is below it without being named: its actors, and below the root who is below nobody else. */
function unlisted({ name }: SupervisorSpec, { supervisors, threads }: Parts): readonly string[] {
  const actors = threads.flatMap(({ members }) => members.map(({ spec }) => spec));
  const own = actors.filter(({ child }) => child.supervisor === name).map((actor) => actor.name);
  if (name !== ROOT) return own;
  const named = new Set(supervisors.flatMap(({ children }) => children));
  const others = supervisors
    .filter((one) => one.name !== ROOT)
    .map((one) => branchNameOf(one.name));
  return [...own, ...others.filter((other) => !named.has(other))];
}
