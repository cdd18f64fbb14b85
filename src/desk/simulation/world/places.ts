/** Who reads whom in a run, and what each was given last: over the lives of both, not over a process. */
import { nextSequenceOf } from "../../../runtime/ring/topic-slots.ts";
import type { ActorSystem } from "../../../runtime/supervisor/actor-system.ts";
import type { DeskPlan } from "../../config/desk-plan.ts";
import type { Court } from "../judge/judge.ts";
import type { Place } from "../judge/runtime/delivery-judge.ts";

export class Places {
  readonly #plan: Pick<DeskPlan, "actors">;
  readonly #places = new Map<string, Place>();

  constructor(plan: Pick<DeskPlan, "actors">) {
    this.#plan = plan;
  }

  of(reader: string, writer: string): Place {
    const key = `${reader} ${writer}`;
    let place = this.#places.get(key);
    if (place === undefined) {
      const plan = this.#plan.actors.find(({ name }) => name === reader);
      const isGate = plan?.reads.find(({ actor }) => actor === writer)?.subscription === "GATE";
      const isHeld = plan?.kind === "journal";
      const fresh = { last: Number.NaN, toldMissed: 0, isNewLife: false, wasLetGo: false };
      place = { reader, writer, isGate, isHeld, ...fresh };
      this.#places.set(key, place);
    }
    return place;
  }

  /** Nobody has waited for that reader for a while. */
  letGo(actor: string): undefined {
    for (const place of this.#places.values()) if (place.reader === actor) place.wasLetGo = true;
  }

  forget(reader: string, writer: string): undefined {
    this.#places.delete(`${reader} ${writer}`);
  }

  /** What it was given, and what was given of it, ends with its memory. */
  forgetActor(actor: string): undefined {
    for (const { reader, writer } of [...this.#places.values()]) {
      if (reader === actor || writer === actor) this.forget(reader, writer);
    }
  }

  /** The process is gone, and all memory with it. */
  clear(): undefined {
    this.#places.clear();
  }

  /** At rest: whoever is waited for was given all that was said, to the last record. */
  checkTails(court: Court, system: Pick<ActorSystem, "topicOf">): undefined {
    for (const { reader, writer, isGate, last } of this.#places.values()) {
      const topic = system.topicOf(writer);
      if (!isGate || topic === null || Number.isNaN(last)) continue;
      const newest = nextSequenceOf(topic) - 1;
      if (last === newest) continue;
      court.accuse("deliveries", `${reader} was given ${last} of ${writer}: ${newest} was said`);
    }
  }
}
