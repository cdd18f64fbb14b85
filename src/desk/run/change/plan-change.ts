/**
 * What must be done to a running desk so that it is as its files now say: pure, from the plan that
 * runs and the plan that was just read and checked.
 *
 * An actor takes up new code only when its own file was saved; what merely lies on disk changes
 * nobody. Rewiring (instruments, limits, reads, memory) means that the actor leaves and comes back
 * under its number; new arguments alone are handed to it while it runs.
 */
import { isDeepStrictEqual } from "node:util";
import type { ActorPlan, DeskPlan } from "../../config/desk-plan.ts";

/** One step, done by the supervisor before the next one begins. */
export type PlanChange =
  | { readonly kind: "ADD"; readonly actor: ActorPlan }
  | { readonly kind: "REMOVE"; readonly name: string }
  /** New arguments only. */
  | { readonly kind: "RECONFIGURE"; readonly actor: ActorPlan }
  /** A supervised restart: new code, deadlines or idle strategy. */
  | { readonly kind: "RESTART"; readonly actor: ActorPlan }
  /** It leaves and comes back: who reads whom, or its memory, is another. */
  | { readonly kind: "REWIRE"; readonly actor: ActorPlan };

export type PlanChanges = {
  /** Removals, then changes, then additions in start order. */
  readonly changes: readonly PlanChange[];
  /** What waits for a restart of the whole desk, a sentence each. */
  readonly waiting: readonly string[];
};

/** Kinds whose place in the desk the others learn once, at the start. */
const FIXED_KINDS: ReadonlySet<string> = new Set(["risk", "execution", "venue", "journal"]);

/** Whether actors of this kind come and go only with the whole desk. */
export function isFixedKind(kind: string): boolean {
  return FIXED_KINDS.has(kind);
}

const REWIRED = ["kind", "instruments", "limits", "topicBytes", "thread"] as const;
const RESTARTED = [
  "use",
  "code",
  "holdsSecrets",
  "idle",
  "snapshotEveryMs",
  "required",
  "child",
] as const;
const DESK_WIDE = [
  "mode",
  "console",
  "instruments",
  "supervisors",
  "spinTokensMax",
  "deliveryLog",
  "durability",
] as const;

/**
 * Returns the steps from `running` to `wanted`.
 *
 * @param saved Names of the actors whose files were saved; null takes all for saved.
 */
export function changesBetween(
  running: DeskPlan,
  wanted: DeskPlan,
  saved: ReadonlySet<string> | null,
): PlanChanges {
  const before = new Map(running.actors.map((actor) => [actor.name, actor]));
  const after = new Map(wanted.actors.map((actor) => [actor.name, actor]));
  const removed = running.actors.filter(({ name }) => !after.has(name));
  const added = wanted.actors.filter(({ name }) => !before.has(name));
  const moved = new Set([...removed, ...added].map(({ name }) => name));
  const changed = wanted.actors.flatMap((actor): PlanChange[] => {
    const old = before.get(actor.name);
    const isSaved = saved === null || saved.has(actor.name);
    return old === undefined || !isSaved ? [] : changeOf(old, actor, moved);
  });
  const steps: PlanChange[] = [
    ...removed.map(({ name }): PlanChange => ({ kind: "REMOVE", name })),
    ...changed,
    ...added.map((actor): PlanChange => ({ kind: "ADD", actor })),
  ];
  const kindOf = (step: PlanChange) =>
    step.kind === "REMOVE" ? before.get(step.name)?.kind : step.actor.kind;
  const isFixed = (step: PlanChange) =>
    (step.kind === "ADD" || step.kind === "REMOVE" || step.kind === "REWIRE") &&
    isFixedKind(kindOf(step) ?? "");
  return {
    changes: steps.filter((step) => !isFixed(step)),
    waiting: [
      ...DESK_WIDE.filter(
        (key) => !isDeepStrictEqual(shownOf(running, key), shownOf(wanted, key)),
      ).map((key) => `desk.toml: ${key} is another, and waits for a restart of the desk`),
      ...steps.filter(isFixed).map((step) => {
        const name = step.kind === "REMOVE" ? step.name : step.actor.name;
        const verb = { ADD: "added", REMOVE: "removed", REWIRE: "rewired" }[step.kind as "ADD"];
        return `${name}: ${kindOf(step)} is ${verb} only by a restart of the desk`;
      }),
    ],
  };
}

/** What of `desk.toml` stands under `key`: who is found by a supervisor's patterns does not. */
function shownOf(plan: DeskPlan, key: (typeof DESK_WIDE)[number]) {
  if (key !== "supervisors") return plan[key];
  return plan.supervisors.map(({ children: _children, ...said }) => said);
}

function changeOf(old: ActorPlan, actor: ActorPlan, moved: ReadonlySet<string>): PlanChange[] {
  const differs = (key: keyof ActorPlan) => !isDeepStrictEqual(old[key], actor[key]);
  if (
    REWIRED.some(differs) ||
    !isDeepStrictEqual(readsAmong(old, moved), readsAmong(actor, moved))
  ) {
    return [{ kind: "REWIRE", actor }];
  }
  if (RESTARTED.some(differs)) return [{ kind: "RESTART", actor }];
  return differs("args") ? [{ kind: "RECONFIGURE", actor }] : [];
}

/** What it reads of those that stay: who comes or goes is attached or detached on its own. */
function readsAmong({ reads }: ActorPlan, moved: ReadonlySet<string>): ActorPlan["reads"] {
  return reads
    .filter(({ actor }) => !moved.has(actor))
    .toSorted((left, right) => (left.actor < right.actor ? -1 : 1));
}
