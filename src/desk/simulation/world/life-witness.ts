/** Sees all that one incarnation handles in the simulation: counts it, judges it, and ends it half-way. */

import type { ControlBlock } from "../../../runtime/actor/control-block.ts";
import type { GapBody, PeerBody } from "../../../runtime/actor/loop-message.ts";
import type { Witness } from "../../../runtime/actor/witness.ts";
import type { ActorStart } from "../../../runtime/actor/worker-start.ts";
import type { TopicReader } from "../../../runtime/ring/topic-reader.ts";
import type { SimulatedThread } from "../../../runtime/simulation/thread/simulated-thread.ts";
import type { Court } from "../judge/judge.ts";
import type { DeliveryJudge, Place } from "../judge/runtime/delivery-judge.ts";
import type { PromptJudge } from "../judge/runtime/prompt-judge.ts";

/** When a thread is to end in the middle of its work. */
export type Fuse = {
  /** Handlers until then. */
  left: number;
  readonly when: "BEFORE_HANDLER" | "AFTER_HANDLER";
  /** Ends it, or lets it stand still. */
  blow(thread: SimulatedThread): never;
};

/** What the witnesses of a run share. */
export type Bench = {
  readonly court: Court;
  /** Else what is given to whom is not looked at. */
  readonly hasJudges: boolean;
  readonly deliveries: DeliveryJudge;
  readonly promptness: PromptJudge;
  placeOf(reader: string, writer: string): Place;
  forgetPlace(reader: string, writer: string): void;
  /** By actor. */
  readonly fuses: Map<string, Fuse>;
  /** Handlers that ran. */
  handlers: number;
  /** Hears what the actor has published before its next handler: at most one batch at a time. */
  earOf(actor: string): () => void;
  /** Where the actor of that number says that it has ended. */
  blockOf(number: number): Pick<ControlBlock, "farewell">;
};

export class LifeWitness implements Witness {
  readonly #bench: Bench;
  readonly #thread: SimulatedThread;
  readonly #actor: string;
  readonly #hear: () => void;
  /** Those whom it read when it began, and has not been told of yet. */
  readonly #present: Set<string>;
  readonly #places = new Map<string, Place>();
  readonly #block: Pick<ControlBlock, "farewell">;

  constructor(bench: Bench, thread: SimulatedThread, { name, number, reads }: ActorStart) {
    this.#bench = bench;
    this.#thread = thread;
    this.#actor = name;
    this.#present = new Set(reads.map(({ actor }) => actor));
    this.#hear = bench.earOf(name);
    this.#block = bench.blockOf(number);
  }

  onRecord(writer: string, reader: TopicReader, hasHandler: boolean): undefined {
    if (this.#bench.hasJudges) this.#judge(writer, reader);
    if (hasHandler) this.#begin();
  }

  onTold(type: "peer" | "gap", body: object): undefined {
    if (type === "peer") return this.#meet(body as PeerBody);
    if (!this.#bench.hasJudges) return;
    const { from, missed } = body as GapBody;
    this.#bench.deliveries.onGap(this.#placeOf(from), missed);
  }

  #judge(writer: string, reader: TopicReader): undefined {
    const place = this.#placeOf(writer);
    if (place.isGate && reader.kind !== "GATE") place.wasLetGo = true;
    this.#bench.deliveries.onRecord(place, reader.sequence);
    this.#bench.promptness.onRecord(this.#actor, writer, reader.committedAt);
  }

  /** One that comes while this life runs is read from where its topic is then, whatever was before. */
  #meet({ name, state }: PeerBody): undefined {
    if (state !== "ATTACHED" || this.#present.delete(name)) return;
    this.#places.delete(name);
    this.#bench.forgetPlace(this.#actor, name);
  }

  onCall(): undefined {
    this.#begin();
  }

  onHandled(): undefined {
    this.#thread.charge(this.#thread.handlerNs);
    if (this.#bench.fuses.size > 0) this.#look("AFTER_HANDLER");
  }

  #begin(): undefined {
    this.#bench.handlers += 1;
    this.#hear();
    if (!this.#thread.isAlive || this.#block.farewell !== "NONE") {
      this.#bench.court.accuse("lives", `a handler of a life of ${this.#actor} that is over ran`);
    }
    if (this.#bench.fuses.size > 0) this.#look("BEFORE_HANDLER");
  }

  #look(when: Fuse["when"]): undefined {
    const fuse = this.#bench.fuses.get(this.#actor);
    // Only from its own turn can a thread be ended half-way.
    if (fuse?.when !== when || !this.#thread.isRunning) return;
    fuse.left -= 1;
    if (fuse.left > 0) return;
    this.#bench.fuses.delete(this.#actor);
    fuse.blow(this.#thread);
  }

  #placeOf(writer: string): Place {
    let place = this.#places.get(writer);
    if (place === undefined) {
      place = this.#bench.placeOf(this.#actor, writer);
      place.isNewLife = true;
      this.#places.set(writer, place);
    }
    return place;
  }
}
