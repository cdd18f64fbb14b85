/** What a supervisor knows of each actor: what follows its end, and its deadlines. */

import type { RestartType } from "./tree/supervisor-spec.ts";

/** Of one actor. Actors that share a thread are one child, and share their deadlines. */
export type ChildSpec = {
  /** Name of the supervisor that it belongs to. */
  readonly supervisor: string;
  /** What follows its end. */
  readonly restart: RestartType;
  /** Whether its end may end its supervisor. */
  readonly significant: boolean;
  /** Between two beats. Milliseconds. */
  readonly heartbeatMs: number;
  /** Without a beat for this long it is late, and somebody hears of it. Milliseconds. */
  readonly heartbeatWarnMs: number;
  /** Without a beat for this long it is stuck, and killed. Milliseconds. */
  readonly heartbeatLateMs: number;
  /** Heap of its thread above which it is restarted in order; null is no limit. Megabytes. */
  readonly heapSoftMb: number | null;
  /** Heap of its thread above which that is ended; null is no limit. Megabytes. */
  readonly heapHardMb: number | null;
  /** From the spawn to ready. Milliseconds. */
  readonly startDeadlineMs: number;
  /** From the stop to its farewell; then it is killed. Milliseconds. */
  readonly stopDeadlineMs: number;
};

/** What holds where nothing is said. */
export const CHILD_DEFAULTS: ChildSpec = {
  supervisor: "root",
  restart: "permanent",
  significant: false,
  heartbeatMs: 100,
  heartbeatWarnMs: 500,
  heartbeatLateMs: 1_000,
  // Far above what an actor needs, and below what takes the process: Bun has no limit for a worker,
  // and the heap of one that leaks without an end is the end of all.
  heapSoftMb: 512,
  heapHardMb: 1_024,
  startDeadlineMs: 5_000,
  stopDeadlineMs: 2_000,
};
