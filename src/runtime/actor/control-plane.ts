/**
 * The control plane's vocabulary: what main may ask of one actor over its own message port. Each
 * call is raced against the actor's death and a timeout by the supervisor; kill, suspend and the
 * heartbeat go through the control block, since a stuck actor cannot answer.
 */
import type { ReadStart, WatchStart } from "./worker-start.ts";

/** An error as plain data: class, message and stack survive the port, nothing else would. */
export type PlainError = {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
};

export type ControlOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly error: PlainError };

/** Flat on purpose: comlink's proxies are not recursive. */
export type ActorControl = {
  /** Imports the module, runs `start` and `open`, begins the loop. */
  start(): Promise<ControlOutcome>;
  attach(read: ReadStart): Promise<ControlOutcome>;
  detach(actor: string): Promise<ControlOutcome>;
  watch(board: WatchStart): Promise<ControlOutcome>;
  /** `RESTART_NEEDED` when the definition has no `reconfigure`. */
  reconfigure(
    args: Readonly<Record<string, unknown>>,
  ): Promise<ControlOutcome | { readonly ok: false; readonly error: "RESTART_NEEDED" }>;
  /** Handles nothing more after this; runs `stop`, takes the last snapshot, says farewell. */
  stop(reason: string): Promise<ControlOutcome>;
  /** The reply of `answer.<name>`, encoded by its type. Null when there is no such answer. */
  ask(name: string): Promise<Uint8Array | null>;
};
