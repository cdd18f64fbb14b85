/**
 * Whether what the feeds know is recent, whether gateways take orders, and whether the log still writes:
 * from shared memory.
 */
import { BoardReader } from "../../runtime/ring/board-reader.ts";
import type { ActorSystem } from "../../runtime/supervisor/actor-system.ts";
import { TelemetryReader } from "../../runtime/telemetry/telemetry-reader.ts";
import type { ActorPlan, DeskPlan } from "../config/desk-plan.ts";
import type { Freshness } from "../http/desk-view.ts";
import { Gateway } from "../message/gateway.ts";
import { Stream, streamKey } from "../message/stream.ts";

const NO_ORDERS = { complaint: "takes no new orders" } as const;

/** Reads one desk's freshness again and again. */
export class FreshnessReader {
  readonly #system: ActorSystem;
  readonly #planOf: () => DeskPlan;
  readonly #view = Stream.codec.createView();
  readonly #scratch = new DataView(new ArrayBuffer(Math.max(8, Stream.slotBytes)));
  readonly #standing = Gateway.codec.createView();
  readonly #standingScratch = new DataView(new ArrayBuffer(Gateway.slotBytes));
  /** By their memory: an actor that left and came back has another. */
  readonly #boards = new WeakMap<SharedArrayBuffer, BoardReader>();

  /** @param planOf What runs at the moment of the call. */
  constructor(system: ActorSystem, planOf: () => DeskPlan) {
    this.#system = system;
    this.#planOf = planOf;
  }

  read(): readonly Freshness[] {
    return this.#planOf().actors.flatMap((actor) => {
      if (actor.kind === "feed") return [this.#ofFeed(actor)];
      if (actor.kind === "execution") return this.#ofGateway(actor);
      return actor.kind === "message-log" ? [this.#ofLog(actor)] : [];
    });
  }

  #ofFeed(feed: ActorPlan): Freshness {
    const { name } = feed;
    if (this.#countersOf(name)["feed:connections"] === 0) {
      return { actor: name, fresh: false, reason: "it was never connected" };
    }
    const reasons = this.#reasonsOf(feed);
    return { actor: name, fresh: reasons.length === 0, reason: reasons.join(", ") };
  }

  #reasonsOf({ name, instruments }: ActorPlan): readonly string[] {
    const reasons: string[] = [];
    let absent = 0;
    for (const number of instruments) {
      const state = this.#stateOf(name, number);
      if (state === "ABSENT") absent += 1;
      else if (state !== "LIVE") {
        const instrument = this.#planOf().instruments[number]?.name ?? `instrument ${number}`;
        reasons.push(`${instrument} is ${state.toLowerCase()}`);
      }
    }
    if (absent === instruments.length) reasons.push("the venue lists none of its instruments");
    return reasons;
  }

  /** Of the book's and the ticker's stream, the one that is worse. */
  #stateOf(feed: string, instrument: number): string {
    const board = this.#boardOf(feed, Stream.name);
    if (board === null) return "UNKNOWN";
    for (const stream of ["DEPTH", "QUOTE"] as const) {
      const bytes = board.read(streamKey(instrument, stream), this.#scratch);
      if (bytes < 0) return "UNKNOWN";
      this.#view.bind(this.#scratch, 0, bytes);
      if (this.#view.state !== "LIVE") return this.#view.state;
    }
    return "LIVE";
  }

  /** Of one that shows how it stands; fills that are played need nobody else. */
  #ofGateway({ name }: ActorPlan): readonly Freshness[] {
    const board = this.#boardOf(name, Gateway.name);
    if (board === null) return [];
    const bytes = board.read(0, this.#standingScratch);
    if (bytes < 0) return [{ actor: name, fresh: false, reason: "it has not begun", ...NO_ORDERS }];
    this.#standing.bind(this.#standingScratch, 0, bytes);
    const { takesOrders, reason, forS } = this.#standing;
    if (takesOrders) return [{ actor: name, fresh: true, reason: "" }];
    return [{ actor: name, fresh: false, reason, forS, ...NO_ORDERS }];
  }

  #boardOf(actor: string, type: string): BoardReader | null {
    const memory = this.#system.boardOf(actor, type);
    if (memory === null) return null;
    const reader = this.#boards.get(memory) ?? new BoardReader(memory);
    this.#boards.set(memory, reader);
    return reader;
  }

  #ofLog({ name }: ActorPlan): Freshness {
    const halted = this.#countersOf(name)["log:halted"] ?? 0;
    const reason = halted > 0 ? "it writes nothing any more: its file could not be written" : "";
    return { actor: name, fresh: halted === 0, reason };
  }

  #countersOf(actor: string): Readonly<Record<string, number>> {
    const memory = this.#system.telemetryOf(actor);
    return memory === null ? {} : new TelemetryReader(memory).counters();
  }
}
