/**
 * Whether the desk is ready: pure, from what a {@link DeskView} says at one moment.
 *
 * A required actor that is not ready or not fresh fails it. Any other actor that is not makes it
 * warn, and for 5 s after a restart too, so that a poll can see a restart of 50 ms.
 */
import type { ActorStatus } from "../../runtime/supervisor/actor-status.ts";
import type { DeskView, Freshness } from "./desk-view.ts";
import type { HealthCheck, HealthStatus } from "./health-check.ts";
import { recordChecks } from "./record/record-checks.ts";

/** What readiness is judged by. */
export type ReadinessView = Pick<
  DeskView,
  "actors" | "draining" | "freshness" | "halted" | "mainBeatAgeMs" | "record"
>;

export type Readiness = {
  readonly status: HealthStatus;
  /** All that was looked at, in the order of the actors. */
  readonly checks: readonly HealthCheck[];
};

/** Age at which main's own beat says that the process is not live. Milliseconds. */
export const MAIN_BEAT_AGE_MS_MAX = 5_000;

/** Age of a heartbeat at which its actor is not ready. Milliseconds. */
export const HEARTBEAT_AGE_MS_MAX = 2_000;

/** How long a restart is shown. Milliseconds. */
export const RESTART_SHOWN_MS = 5_000;

/** Whether the process is worth keeping: a load balancer restarts one that is not. */
export function isLive({ mainBeatAgeMs }: Pick<DeskView, "mainBeatAgeMs">): boolean {
  return mainBeatAgeMs <= MAIN_BEAT_AGE_MS_MAX;
}

/** Returns what is wrong with the desk at this moment. */
export function readinessOf(view: ReadinessView): Readiness {
  const stale = new Map(view.freshness().map((one) => [one.actor, one]));
  const actors = view.actors();
  const checks: HealthCheck[] = [
    ...deskChecks(view, actors.length),
    ...recordChecks(view.record(), actors),
    ...actors.map((actor) => actorCheck(actor, stale.get(actor.name), view.mainBeatAgeMs)),
  ];
  return { status: worst(checks.map(({ status }) => status)), checks };
}

function deskChecks(view: ReadinessView, actors: number): HealthCheck[] {
  const checks: HealthCheck[] = [];
  if (!isLive(view)) {
    checks.push(failed("main:beat", view.mainBeatAgeMs, "the main thread does not turn"));
  }
  if (view.draining) checks.push(failed("desk:draining", "true", "the desk is stopping"));
  if (actors === 0) checks.push(failed("desk:actors", 0, "no actor was started yet"));
  if (view.halted !== null) {
    const output = `trading is halted: ${view.halted}`;
    checks.push({ name: "desk:trading", status: "warn", observedValue: "HALTED", output });
  }
  return checks;
}

function failed(name: string, observedValue: string | number, output: string): HealthCheck {
  return { name, status: "fail", observedValue, output };
}

function actorCheck(
  actor: ActorStatus,
  freshness: Freshness | undefined,
  mainBeatAgeMs: number,
): HealthCheck {
  const name = `${actor.name}:state`;
  const unready = whyUnready(actor, freshness, mainBeatAgeMs);
  if (unready !== null) {
    const status = actor.required ? "fail" : "warn";
    const check = { name, status, observedValue: actor.phase } as const;
    const output = `${actor.name} ${unready}`;
    const isOfFreshness = freshness !== undefined && unready === staleText(freshness);
    if (!isOfFreshness || freshness.forS === undefined) return { ...check, output };
    return { ...check, output: `${output} (for ${freshness.forS} s)`, cause: output };
  }
  const { restartedMsAgo } = actor;
  if (restartedMsAgo !== null && restartedMsAgo <= RESTART_SHOWN_MS) {
    const why = actor.reason ?? "for no stated reason";
    const output = `${actor.name} was restarted ${secondsText(restartedMsAgo)} ago: ${why}`;
    return { name, status: "warn", observedValue: actor.phase, output };
  }
  return { name, status: "pass", observedValue: actor.phase };
}

/** Why the actor cannot be relied on, or null. */
function whyUnready(
  actor: ActorStatus,
  freshness: Freshness | undefined,
  mainBeatAgeMs: number,
): string | null {
  if (actor.phase !== "READY") {
    return `is ${actor.phase}${actor.reason === null ? "" : `: ${actor.reason}`}`;
  }
  // What main did not look at is not the actor's fault.
  const heartbeatAgeMs = actor.heartbeatAgeMs - mainBeatAgeMs;
  if (!(heartbeatAgeMs <= HEARTBEAT_AGE_MS_MAX)) {
    const where = actor.handler === null ? "" : ` in ${actor.handler}`;
    return `has not beaten for ${secondsText(actor.heartbeatAgeMs)}${where}`;
  }
  return freshness !== undefined && !freshness.fresh ? staleText(freshness) : null;
}

function staleText({ complaint = "is not fresh", reason }: Freshness): string {
  return `${complaint}: ${reason}`;
}

function worst(statuses: readonly HealthStatus[]): HealthStatus {
  if (statuses.includes("fail")) return "fail";
  return statuses.includes("warn") ? "warn" : "pass";
}

function secondsText(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
