/** What must agree between an actor's file, the supervisor that has it, and its thread's others. */
import type { ActorFile } from "../actor/actor-file.ts";
import type { SupervisorPlan } from "../desk-plan.ts";
import { helpFor, meaningless } from "./nesting.ts";
import type { Placement } from "./supervision.ts";

/** Reports, at the actors' files, what a supervisor could not do. */
export function checkChildren(
  actors: readonly ActorFile[],
  placements: readonly Placement[],
): undefined {
  const supervisors = new Map(placements.map(({ actor, supervisor }) => [actor, supervisor]));
  for (const actor of actors) {
    const supervisor = supervisors.get(actor.name);
    if (supervisor !== undefined) checkSignificant(actor, supervisor);
  }
  for (const members of threadsOf(actors).values()) checkThread(members, actors, supervisors);
}

function checkSignificant(actor: ActorFile, supervisor: SupervisorPlan): undefined {
  if (!actor.life.significant || supervisor.autoShutdown !== "never") return;
  actor.file.report({
    path: ["significant"],
    part: "VALUE",
    message: `significant: ${meaningless(supervisor.name)}`,
    help: helpFor(supervisor.name),
  });
}

/** A supervisor's child is a thread: its actors start, end and are restarted together. */
function checkThread(
  members: readonly ActorFile[],
  actors: readonly ActorFile[],
  supervisors: ReadonlyMap<string, SupervisorPlan>,
): undefined {
  const [first, ...rest] = members;
  if (first === undefined) return;
  const alone = actors.find(({ name, thread }) => name === first.thread && thread !== name);
  if (alone !== undefined) {
    report(first, `there would be two children named ${alone.name}: actor ${alone.name} is one`);
  }
  checkKeys(members);
  for (const actor of rest) {
    const difference = differenceOf(actor, first, supervisors);
    if (difference === null) continue;
    report(actor, `actors of one thread are one child of their supervisor, and ${difference}`);
  }
}

/** Who deceives a gateway's thread must not thereby sign what the gateway is said to have done. */
function checkKeys(members: readonly ActorFile[]): undefined {
  const gateway = members.find(({ kind }) => kind === "execution");
  const audit = members.find(({ kind }) => kind === "audit");
  if (gateway === undefined || audit === undefined) return;
  report(audit, `${gateway.name} is on it: the key of the audit log is kept from gateways`);
}

function differenceOf(
  actor: ActorFile,
  first: ActorFile,
  supervisors: ReadonlyMap<string, SupervisorPlan>,
): string | null {
  const [own, other] = [actor, first].map(({ name }) => supervisors.get(name)?.name);
  if (own !== undefined && other !== undefined && own !== other) {
    return `supervisors.${other} has ${first.name} where supervisors.${own} has ${actor.name}`;
  }
  if (actor.life.restart !== first.life.restart) {
    return `${first.name} is ${first.life.restart} where ${actor.name} is ${actor.life.restart}`;
  }
  if (actor.life.significant !== first.life.significant) {
    const one = first.life.significant ? first : actor;
    return `only ${one.name} of them is significant`;
  }
  return null;
}

function report({ file }: ActorFile, message: string): undefined {
  file.report({ path: ["thread"], part: "VALUE", message: `thread: ${message}`, help: [] });
}

function threadsOf(actors: readonly ActorFile[]): ReadonlyMap<string, readonly ActorFile[]> {
  const threads = new Map<string, ActorFile[]>();
  for (const actor of actors) {
    if (actor.thread === null) continue;
    const members = threads.get(actor.thread);
    if (members === undefined) threads.set(actor.thread, [actor]);
    else members.push(actor);
  }
  return threads;
}
