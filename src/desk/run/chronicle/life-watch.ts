/**
 * The steps in the lives of actors: what supervisors tell, at once, and what only shows in where an
 * actor stands: that it starts, is suspended, stops, has ended, or is there no more.
 */
import type { ActorStatus } from "../../../runtime/supervisor/actor-status.ts";
import type { SystemEvent } from "../../../runtime/supervisor/system-event.ts";
import type { ActorLifeBody } from "../../message/actor-life.ts";

type Seen = Pick<ActorStatus, "name" | "kind" | "number" | "incarnation" | "phase">;

/** No event of a supervisor tells of these. */
const SHOWN: ReadonlySet<ActorStatus["phase"]> = new Set([
  "STARTING",
  "SUSPENDED",
  "STOPPING",
  "STOPPED",
  "ENDED",
]);

export class LifeWatch {
  #seen = new Map<string, Seen>();

  /** Returns what is another since the last look, in the order of the actors. */
  look(actors: readonly ActorStatus[]): readonly ActorLifeBody[] {
    const now = new Map(actors.map((actor) => [actor.name, actor]));
    const gone = [...this.#seen.values()].filter(({ name }) => !now.has(name));
    const moved = actors.filter(({ name, phase, incarnation }) => {
      const before = this.#seen.get(name);
      // Nobody has started it yet.
      if (before === undefined && phase === "STOPPED") return false;
      return SHOWN.has(phase) && (before?.phase !== phase || before.incarnation !== incarnation);
    });
    this.#seen = now;
    return [
      ...gone.map((actor) => lifeOf(actor, "REMOVED", "")),
      ...moved.map((actor) => lifeOf(actor, actor.phase, actor.reason ?? "")),
    ];
  }

  /** What an event says of its actor's life; null when it says nothing of it. */
  tell(event: SystemEvent, actors: readonly ActorStatus[]): ActorLifeBody | null {
    if (event.kind === "WARNED" || event.kind === "DEAD_LETTER") return null;
    const known = actors.find(({ name }) => name === event.actor);
    // A supervisor has no number: it sends nothing.
    const nobody = { name: event.actor, kind: "supervisor", number: -1, incarnation: 0 };
    const life = lifeOf(known ?? nobody, event.kind, reasonOf(event));
    return "incarnation" in event ? { ...life, incarnation: event.incarnation } : life;
  }
}

function lifeOf(
  { name: actor, kind, number, incarnation }: Omit<Seen, "phase">,
  what: string,
  reason: string,
): ActorLifeBody {
  return { actor, kind, number, incarnation, what, reason };
}

function reasonOf(event: SystemEvent): string {
  switch (event.kind) {
    case "DIED":
      return `${event.reason}; again in ${event.restartInMs} ms`;
    case "SWAPPED":
      return `paused ${event.pauseMs.toFixed(1)} ms`;
    case "READY":
    case "WARNED":
    case "DEAD_LETTER":
      return "";
    default:
      return event.reason;
  }
}
