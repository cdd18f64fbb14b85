/** The `ctx` of one incarnation: one object for its life, whose fields follow the running handler. */
import type { LogLevel } from "../../core/log.ts";
import { Prng } from "../../core/prng.ts";
import type { TypeEntry } from "../codec/type-table.ts";
import type { TelemetryWriter } from "../telemetry/telemetry-writer.ts";
import type { ActorIo } from "./actor-io.ts";
import type { Answers } from "./answers.ts";
import type { Completion, Context, Messages, Self } from "./context.ts";
import { isHold } from "./control-block.ts";
import type { DeskBoards } from "./desk-boards.ts";
import type { Outbox } from "./outbox.ts";
import { allow } from "./tripwire.ts";
import type { ReadStart } from "./worker-start.ts";

type AnyContext = Context<Messages, Messages, unknown, Messages>;
type Send = Record<string, (body: never) => boolean>;
type Boards = Record<string, { put(key: number, body: never): undefined }>;

/** What a cell puts together for its context. */
export type ContextParts = {
  readonly self: Self;
  readonly about: unknown;
  readonly common: unknown;
  readonly seed: number;
  readonly types: readonly TypeEntry[];
  readonly answers: Answers;
  readonly outbox: Outbox;
  readonly telemetry: TelemetryWriter;
  readonly desk: DeskBoards;
  readonly send: Send;
  readonly boards: Boards;
  /** Wraps a completion so that it runs as a handler of this actor. */
  readonly bind: (then: Completion<unknown, AnyContext, unknown>, result: unknown) => undefined;
  readonly log: (level: LogLevel, text: string, fields: Record<string, unknown>) => undefined;
  /** Told that the actor ends itself. */
  readonly stop: (reason: string) => undefined;
  /** Told of types that come while it runs. */
  readonly onTypes: (types: readonly TypeEntry[]) => undefined;
};

export class CellContext implements AnyContext {
  readonly self: Self;
  readonly about: unknown;
  readonly common: unknown;
  readonly send: AnyContext["send"];
  readonly board: AnyContext["board"];
  readonly read: AnyContext["read"];
  readonly random: Prng;
  types: readonly TypeEntry[];
  io: ActorIo<AnyContext, unknown> = undefined as never;
  from: string;
  sequence = 0;
  committedAt = Number.NaN;
  readonly #parts: ContextParts;
  readonly #answers: Answers;
  readonly #counters = new Map<string, number>();
  readonly #hops = new Map<string, number>();
  #now = Number.NaN;

  constructor(parts: ContextParts) {
    this.#parts = parts;
    this.#answers = parts.answers;
    this.self = parts.self;
    this.about = parts.about;
    this.common = parts.common;
    this.from = parts.self.name;
    this.send = parts.send as AnyContext["send"];
    this.board = parts.boards as AnyContext["board"];
    this.read = parts.answers.reads as unknown as AnyContext["read"];
    this.random = new Prng(parts.seed);
    this.types = parts.types;
  }

  /** A peer that came while the desk runs: what `ready` and `lag` know of, and its types. */
  meet({ actor, number, topic, types }: ReadStart): undefined {
    this.#parts.desk.add(actor, number, topic);
    if (types !== undefined) this.learn(types);
  }

  /** Types that came while the desk runs. */
  learn(types: readonly TypeEntry[]): undefined {
    this.types = types;
    this.#parts.onTypes(types);
  }

  /** Thaws the clock and sets whose message is being handled. */
  begin(from: string, sequence: number, committedAt: number): undefined {
    this.from = from;
    this.sequence = sequence;
    this.committedAt = committedAt;
    this.#now = Number.NaN;
  }

  get nextSequence(): number {
    return this.#parts.outbox.writer.nextSequence;
  }

  get publishedAt(): number {
    return this.#answers.publishedAt();
  }

  now(): number {
    if (!(this.#now > 0)) this.#now = this.#answers.now();
    return this.#now;
  }

  wall(): number {
    return allow(this.#answers.wall);
  }

  lag(of: string): { bytes: number; capacityBytes: number } | null {
    return this.#answers.lag(of);
  }

  ready(of: string): boolean {
    return this.#answers.ready(of);
  }

  get held(): boolean {
    return isHold(this.#answers.command());
  }

  get mustCancel(): boolean {
    return this.#answers.command() === "CANCEL";
  }

  after(ms: number, then: Completion<void, AnyContext, unknown>): undefined {
    const { bind } = this.#parts;
    const { timers } = this.#answers;
    allow(() =>
      timers.after(ms, () => bind(then as Completion<unknown, AnyContext, unknown>, undefined)),
    );
  }

  log(level: LogLevel, text: string, fields: Record<string, unknown> = {}): undefined {
    this.#parts.log(level, text, fields);
  }

  count(name: string, by = 1): undefined {
    let id = this.#counters.get(name);
    if (id === undefined) {
      id = this.#parts.telemetry.counter(name);
      this.#counters.set(name, id);
    }
    this.#parts.telemetry.add(id, by);
  }

  latency(hop: string, ns: number): undefined {
    let id = this.#hops.get(hop);
    if (id === undefined) {
      id = this.#parts.telemetry.histogram(`hop:${hop}`);
      this.#hops.set(hop, id);
    }
    this.#parts.telemetry.record(id, ns);
  }

  fail(reason: string): never {
    throw new ActorFailure(reason);
  }

  stop(reason: string): undefined {
    this.#parts.stop(reason);
  }
}

/** What `ctx.fail` throws: a crash that the actor's author decided on. */
class ActorFailure extends Error {
  override readonly name = "ActorFailure";
}
