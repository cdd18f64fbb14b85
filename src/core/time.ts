/**
 * Time as whoever waits sees it: this thread's own, or the virtual one of a simulation. What waits by
 * it and by nothing else runs under both.
 */
import type { EpochMicros } from "./brand.ts";
import { monotonicNs, wallMicros } from "./clock.ts";
import { startDeadline } from "./start-deadline.ts";

export type Time = {
  /** Nanoseconds, monotonic. */
  now(): number;
  /** For people and venues only: it may step. */
  wall(): EpochMicros;
  /** Runs `onPassed` after `ms` of undelayed time. Returns what cancels it. */
  deadline(ms: number, onPassed: () => void): () => void;
  /** Runs `run` each `ms`. Returns what ends that. */
  every(ms: number, run: () => void): () => void;
  /** Resolves after `ms`. */
  sleep(ms: number): Promise<void>;
};

/** That of this thread. */
export const THREAD_TIME: Time = {
  now: monotonicNs,
  wall: wallMicros,
  deadline: startDeadline,
  every(ms, run) {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
