/** What a worker posts to main before it ends by itself, or when one of its actors did. */
import type { PlainError } from "./control-plane.ts";

/** Some actor's code threw, and the whole thread ends. */
export type CrashReport = {
  readonly kind: "CRASHED";
  readonly actor: string;
  /** The handler that ran; null when it was none. */
  readonly handler: string | null;
  readonly error: PlainError;
};

/** An actor asked for its own end, and has said farewell. The thread goes with the last one. */
export type EndReport = {
  readonly kind: "ENDED";
  readonly actor: string;
  readonly reason: string;
};

export type WorkerReport = CrashReport | EndReport;

/** Exit code of a worker that ends because its code threw. */
export const EXIT_CRASH = 70;
