/** What the command line changes in a desk's plan: what a venue in this process plays. */
import { resolve } from "node:path";
import type { DeskPlan } from "../config/desk-plan.ts";
import type { StartArguments } from "./start-arguments.ts";

/** The plan with `--capture`, `--speed`, `--seed`, `--port` and `--delivery-log` in it. */
export function planFor(plan: DeskPlan, given: StartArguments): DeskPlan {
  const captures = given.captures.map((path) => resolve(path));
  const changes = {
    ...(captures.length > 0 ? { captures } : {}),
    ...(given.speed === null ? {} : { speed: String(given.speed) }),
    seed: given.seed,
  };
  return {
    ...plan,
    deliveryLog: plan.deliveryLog || given.deliveryLog,
    console: { ...plan.console, port: given.port ?? plan.console.port },
    actors: plan.actors.map((actor) =>
      actor.kind === "venue" ? { ...actor, args: { ...actor.args, ...changes } } : actor,
    ),
  };
}

/** Captures that the desk will play. */
export function capturesOf(plan: DeskPlan): readonly string[] {
  return plan.actors
    .filter(({ kind }) => kind === "venue")
    .flatMap(({ args }) => (args.captures as readonly string[] | undefined) ?? []);
}

/** Whether the desk plays as fast as its readers allow. */
export function isAtMax(plan: DeskPlan): boolean {
  return plan.actors.some(({ kind, args }) => kind === "venue" && args.speed === "max");
}
