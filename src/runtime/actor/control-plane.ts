/**
 * The control plane's vocabulary: what main may ask of one actor over its own message port. Each
 * call is raced against the actor's death and a timeout by the supervisor; kill, suspend and the
 * heartbeat go through the control block, since a stuck actor cannot answer.
 */
import type { TypeEntry } from "../codec/type-table.ts";
import type { StartFault } from "./start-failure.ts";
import type { ReadStart, TakeOver, WatchStart } from "./worker-start.ts";

/** An error as plain data: class, message and stack survive the port, nothing else would. */
export type PlainError = {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
};

export type ControlOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly error: PlainError };

/** A reading of the clock that all threads share, nanoseconds; or why it was not done. */
export type TimedOutcome =
  | { readonly ok: true; readonly atNs: number }
  | { readonly ok: false; readonly error: PlainError };

/** What a start led to. */
export type StartAnswer =
  | { readonly kind: "READY" }
  /** It does not want to run, for this reason. */
  | { readonly kind: "DECLINED"; readonly reason: string }
  | { readonly kind: "FAILED"; readonly fault: StartFault };

/** Flat on purpose: comlink's proxies are not recursive. */
export type ActorControl = {
  /** Imports the module, runs `start` and `open`, begins the loop. */
  start(): Promise<StartAnswer>;
  attach(read: ReadStart): Promise<ControlOutcome>;
  detach(actor: string): Promise<ControlOutcome>;
  /** That actor, whose topic it reads, is gone for good with that life: told behind what it said. */
  tellGone(actor: string, incarnation: number): Promise<ControlOutcome>;
  watch(board: WatchStart): Promise<ControlOutcome>;
  /** `RESTART_NEEDED` when the definition has no `reconfigure`. */
  reconfigure(
    args: Readonly<Record<string, unknown>>,
  ): Promise<ControlOutcome | { readonly ok: false; readonly error: "RESTART_NEEDED" }>;
  /** Handles nothing more after this; runs `stop`, takes the last snapshot, says farewell. */
  stop(reason: string): Promise<ControlOutcome>;
  /** The reply of `answer.<name>`, encoded by its type. Null when there is no such answer. */
  ask(name: string): Promise<Uint8Array | null>;
  /** All message types of the run, of which there are more than before. */
  learn(types: readonly TypeEntry[]): Promise<undefined>;
  /** What `swappable` says; null when the definition has none. */
  swappable(): Promise<boolean | null>;

  // A swap, in this order. The thread that hosts the actor until then:
  /**
   * Between two messages: settles, takes the snapshot, and lets another thread write and read from
   * then on, when it says. It keeps its state and handles nothing.
   *
   * @param isLetGo Whatever is under way: the next life has its own connections already.
   */
  handOver(isLetGo: boolean): Promise<TimedOutcome>;
  /** Goes on where it handed over; nothing when it did not. Nobody else may be the writer. */
  takeBack(): Promise<ControlOutcome>;
  /** After another life has begun: ends sockets, files and timers. `stop` does not run. */
  leave(): Promise<ControlOutcome>;
  // The thread that is to host it:
  /** Imports the module; the actor is not touched. */
  prepare(): Promise<ControlOutcome>;
  /**
   * `start` and `open` in memory that nobody reads, for a definition with `enter`; nothing for
   * another. {@link swappable} then says whether it may take over, null when nothing is rehearsed.
   */
  rehearse(place: TakeOver): Promise<ControlOutcome>;
  /** `start` from the last snapshot, then `open`, or `enter` of what was rehearsed; nothing is read, and nothing said is shown. */
  takeOver(place: TakeOver): Promise<ControlOutcome>;
  /**
   * The life begins: its readers hear of it, and of what it said; its first turn runs.
   *
   * @param handedOverAtNs When the life before handled its last message.
   * @returns when this one's first turn began
   */
  begin(handedOverAtNs: number): Promise<TimedOutcome>;
};
