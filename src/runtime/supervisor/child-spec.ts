/** What a supervisor knows of each child: deadlines, and how much restarting it is worth. */

import type { OnExceeded, RestartType } from "./tree/supervisor-spec.ts";

/** Of one child. A supervisor's budget of restarts is counted for each child apart. */
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
  /** Most restarts within a period. */
  readonly restartsMax: number;
  readonly periodMs: number;
  /** What a spent budget means: leave this child down, or stop the desk. */
  readonly onExceeded: OnExceeded;
  /** Shortest and longest pause before a restart, the first of which is at once. Milliseconds. */
  readonly backoffMs: readonly [number, number];
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
  restartsMax: 3,
  periodMs: 30_000,
  onExceeded: "quarantine",
  backoffMs: [100, 10_000],
};
