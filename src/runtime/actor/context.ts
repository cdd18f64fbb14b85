/**
 * What an actor can reach of the world: its clock, messages, boards, timers, random numbers and
 * I/O. Nothing else: so the same definition runs on threads and in the simulation.
 */
import type { LogLevel } from "../../core/log.ts";
import type { Prng } from "../../core/prng.ts";
import type { MessageType, View } from "../codec/message-type.ts";
import type { TypeEntry } from "../codec/type-table.ts";
import type { ActorIo } from "./actor-io.ts";

// biome-ignore lint/suspicious/noExplicitAny: a message map is generic over every body.
export type Messages = Readonly<Record<string, MessageType<any>>>;
/** The body that a message type carries. */
export type BodyOf<Type> = Type extends MessageType<infer Body> ? Body : never;

/** What `start` can reach: the last snapshot and plain data, and nothing that takes time. */
export type StartContext<Kept> = {
  /** The snapshot that the last incarnation left, if it was of this version. */
  readonly kept: Kept | undefined;
  readonly self: Self;
  /** What the actor's own file says of `instruments` and `limits`, as its desk put it. */
  readonly about: unknown;
  /** What the desk tells every actor, the instrument table among it. */
  readonly common: unknown;
  /**
   * This actor does not want to run, for `reason`: it stays down, and nothing is retried. Nothing
   * of `start` runs after it.
   */
  decline(reason: string): never;
};

/** A record as it lies in the ring, for an actor that keeps bytes. Valid until the handler returns. */
export type RawRecord = {
  readonly type: number;
  readonly version: number;
  readonly sequence: number;
  readonly committedAt: number;
  readonly data: DataView;
  readonly offset: number;
  readonly payloadBytes: number;
};

/** Who this incarnation is. */
export type Self = {
  readonly name: string;
  readonly kind: string;
  /** Place in the desk's table of actors: the key of boards that hold a slot an actor. */
  readonly number: number;
  /** Lives of this actor in this run, from 1. */
  readonly incarnation: number;
};

/** Work that took time ends here, as a message of this actor: one at a time, in its loop. */
export type Completion<Result, Ctx, State> = (state: State, result: Result, ctx: Ctx) => undefined;

/** All that a handler can reach outside its own state. */
export type Context<
  Out extends Messages,
  Boards extends Messages,
  State,
  Watch extends Messages = Messages,
> = {
  readonly self: Self;
  readonly about: unknown;
  readonly common: unknown;
  /** All message types of the run: more of them when an actor is added to the desk. */
  readonly types: readonly TypeEntry[];
  /** Name of the actor whose message is being handled; this actor's own name elsewhere. */
  readonly from: string;
  /** Sequence of the record being handled in its sender's topic. */
  readonly sequence: number;
  /** When that record was committed. Nanoseconds, monotonic; NaN outside a message. */
  readonly committedAt: number;
  /** Sends into this actor's topic. False when a gating reader is a whole ring behind. */
  readonly send: { readonly [Name in keyof Out]: (body: BodyOf<Out[Name]>) => boolean };
  /** Sequence that the next message of this actor will have in its topic. */
  readonly nextSequence: number;
  /** When this actor's topic was last committed. Nanoseconds, monotonic. */
  readonly publishedAt: number;
  /** The boards that this actor writes: the newest value of a key, shown when the handler returns. */
  readonly board: {
    readonly [Name in keyof Boards]: { put(key: number, body: BodyOf<Boards[Name]>): undefined };
  };
  /**
   * The newest value at `key` of the boards of that type, of the actor `from` if it is named.
   * Null when nothing was ever put there. Valid until the next read of the same board.
   */
  readonly read: {
    readonly [Name in keyof Watch]: (
      key: number,
      from?: string,
    ) => View<BodyOf<Watch[Name]>> | null;
  };
  /**
   * How far the slowest reader of the actor `of` is behind it. Bytes of its ring; null when there
   * is no such actor. The slots in shared memory are the board: always newest, nobody writes it.
   */
  lag(of: string): { readonly bytes: number; readonly capacityBytes: number } | null;
  /**
   * Whether the actor `of` is ready and takes on new work: false while it is down, suspended or
   * held. Who asked is told of a change by its `settle`.
   */
  ready(of: string): boolean;
  /** True from when main says so: take on nothing new, and go on with what there is. */
  readonly held: boolean;
  /** Held, and told to end whatever it has open. `settle` runs when either changes. */
  readonly mustCancel: boolean;
  /** Time of the message being handled, frozen until the handler returns. Nanoseconds, monotonic. */
  now(): number;
  /** Wall time of the same moment: for people and venues only. Microseconds since the epoch. */
  wall(): number;
  /** Runs `then` as a message of this actor after `ms`, unless it has been restarted since. */
  after(ms: number, then: Completion<void, Context<Out, Boards, State, Watch>, State>): undefined;
  /** Sockets, HTTP, listeners and files: every one with a deadline and a bound. */
  readonly io: ActorIo<Context<Out, Boards, State, Watch>, State>;
  /** Seeded by the run, the actor and its incarnation. */
  readonly random: Prng;
  /** A message of type `log`; dropped and counted when the ring is more than half full. */
  log(level: LogLevel, text: string, fields?: Readonly<Record<string, unknown>>): undefined;
  /** Adds to a counter of this actor, cumulative over its incarnations. */
  count(name: string, by?: number): undefined;
  /** Records a latency of this actor under a hop's name. Nanoseconds. */
  latency(hop: string, ns: number): undefined;
  /** Ends this incarnation: a crash with `reason`, which the supervisor restarts. */
  fail(reason: string): never;
  /**
   * Ends this incarnation cleanly once the handler has returned: what it said is published and
   * nothing more is handled; then `stop`, the last snapshot and farewell. Only the first reason
   * counts, and a handler that throws after it has crashed.
   */
  stop(reason: string): undefined;
};
