/**
 * What main hands to a worker when it starts one, and to a running one when a peer arrives: plain
 * data and shared memory, nothing else. The memory is main's and outlives every incarnation.
 */
import type { MessagePort } from "node:worker_threads";
import type { TypeEntry } from "../codec/type-table.ts";
import type { IdleStrategy } from "../ring/idle-strategy.ts";

/** Orders are drained before market data. */
export type Lane = "ORDERS" | "MARKET";

/** One topic that an actor reads. */
export type ReadStart = {
  readonly actor: string;
  readonly number: number;
  readonly kind: string;
  readonly lane: Lane;
  readonly incarnation: number;
  /** What the writer's file says of `instruments` and `limits`. The runtime does not read it. */
  readonly about: unknown;
  readonly topic: SharedArrayBuffer;
  readonly slot: number;
  /** All message types of the run, when the writer came while it runs. */
  readonly types?: readonly TypeEntry[];
};

/** Watcher of a board that is read and whose changes wake nobody: an actor's own. */
export const UNRUNG = -1;

/** One board that an actor watches: the name is the one that its definition uses. */
export type WatchStart = {
  readonly name: string;
  readonly actor: string;
  readonly memory: SharedArrayBuffer;
  readonly watcher: number;
};

export type ActorStart = {
  readonly name: string;
  readonly number: number;
  readonly kind: string;
  readonly incarnation: number;
  /** URL of the module whose default export is the definition. */
  readonly module: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly about: unknown;
  readonly common: unknown;
  readonly seed: number;
  readonly topic: SharedArrayBuffer;
  readonly telemetry: SharedArrayBuffer;
  /** A board of one slot: what `snapshot` said last. */
  readonly snapshot: SharedArrayBuffer;
  readonly boards: Readonly<Record<string, SharedArrayBuffer>>;
  readonly reads: readonly ReadStart[];
  readonly watch: readonly WatchStart[];
  /** Topics of all actors, for `ctx.lag`. */
  readonly topics: Readonly<Record<string, SharedArrayBuffer>>;
  /** Numbers of all actors, for `ctx.ready`. */
  readonly numbers: Readonly<Record<string, number>>;
  readonly idle: IdleStrategy;
  readonly heartbeatMs: number;
  /** For the `stop` of an end that it asks for itself. Milliseconds. */
  readonly stopDeadlineMs: number;
  readonly snapshotEveryMs: number;
  /**
   * Another thread hosts the actor, which this one is to take over from it: until then it touches
   * nothing that is shared.
   */
  readonly isStandby: boolean;
  /** Whether it is rehearsed in memory that nobody else sees. */
  readonly isRehearsal?: boolean;
  /** Folder of its delivery log; without it none is kept. */
  readonly deliveries?: string | null;
  /** The actor's own end of its control port: comlink exposes {@link ActorControl} on it. */
  readonly port: MessagePort;
};

/** What a standby is told only when it takes over: it may have changed since its thread began. */
export type TakeOver = Pick<
  ActorStart,
  "incarnation" | "seed" | "reads" | "watch" | "topics" | "numbers"
> & { readonly types: readonly TypeEntry[] };

export type WorkerStart = {
  readonly lines: SharedArrayBuffer;
  /** The bell line of this worker: all its actors share one loop and one doorbell. */
  readonly line: number;
  readonly types: readonly TypeEntry[];
  /** Epoch milliseconds, shared by all threads where CLOCK_MONOTONIC cannot be read. */
  readonly clockOriginMs: number;
  /** Above it the worker collects its garbage before it says how large its heap is. Bytes. */
  readonly heapLimitBytes: number;
  readonly actors: readonly ActorStart[];
};
