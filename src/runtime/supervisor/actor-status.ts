/** What anybody may know of an actor without asking it: read from shared memory and main's own books. */

import type { IdleStrategy } from "../ring/idle-strategy.ts";
import type { LetterCounts } from "./letters/dead-letters.ts";

/** Where an actor is in its life, as its supervisor sees it. */
export type ActorPhase =
  | "STARTING"
  | "READY"
  | "SUSPENDED"
  /** Dead, and its restart is waiting out its backoff. */
  | "BACKOFF"
  /** Dead, and its budget of restarts is used up: nobody waits for it. */
  | "QUARANTINED"
  | "STOPPING"
  /** Somebody stopped it, or nobody has started it yet. */
  | "STOPPED"
  /** It ended itself, and its supervisor leaves it at that. */
  | "ENDED"
  /** Its start said that it does not want to run. */
  | "DECLINED";

export type ActorStatus = {
  readonly name: string;
  readonly kind: string;
  readonly number: number;
  /** Hash of the code that it runs, and that a restart runs again; null when it is not pinned. */
  readonly code: string | null;
  readonly phase: ActorPhase;
  readonly incarnation: number;
  readonly restarts: number;
  /** Why it last ended or was restarted, in one line; null when it never did. */
  readonly reason: string | null;
  /** Where that was thrown, as `file:line:column` of the source; null when it was not. */
  readonly at: string | null;
  /** Since its last restart. Milliseconds; null when there was none. */
  readonly restartedMsAgo: number | null;
  /** Since main last saw its heartbeat move. Milliseconds. */
  readonly heartbeatAgeMs: number;
  /** The handler that runs at this moment; null between handlers. */
  readonly handler: string | null;
  /**
   * JavaScript heap of its thread, with what its objects hold outside. Bytes; null while it has not
   * been read.
   */
  readonly heapBytes: number | null;
  /** What was meant for it and never reached it, by cause, since the start of the desk. */
  readonly deadLetters: LetterCounts;
  /** What its file asks for. */
  readonly idle: IdleStrategy;
  /** Whether its thread holds a spin token. One that asks to spin and has none parks. */
  readonly holdsSpinToken: boolean;
  /** Whether the desk is unready without it. */
  readonly required: boolean;
};

/** How far one actor is behind in the topic of another. */
export type ReaderLagStatus = {
  readonly reader: string;
  /** The actor whose topic it is. */
  readonly ring: string;
  /** Published and not yet handed to the reader, also what it has lost. */
  readonly records: number;
};
