/**
 * What may be done to the actors of a running desk. Each member ends by itself: every wait for an
 * actor has a deadline.
 */
import type { Result } from "../../../core/result.ts";
import type { Instrument } from "../../../trading/market/instrument.ts";
import type { ConfigMistake } from "../../config/config-mistake.ts";

/** Commands that change something, in the order in which help shows them. */
export const ACTIONS = ["add", "remove", "restart", "suspend", "resume", "swap"] as const;

export type Action = (typeof ACTIONS)[number];

export type ControlFailure = {
  /** No such actor or answer; it is in a state that forbids this; it did not answer; its files are wrong. */
  readonly kind: "NOT_FOUND" | "NOT_RUNNING" | "CONFLICT" | "TIMEOUT" | "MISTAKES" | "FAILED";
  readonly message: string;
  readonly mistakes?: readonly ConfigMistake[];
};

/** What was done, in one sentence, and what was measured of it. */
export type ControlAnswer = {
  readonly message: string;
  readonly data?: Readonly<Record<string, unknown>>;
};

export type ControlResult = Result<ControlAnswer, ControlFailure>;

export type ActionOptions = {
  /** Why, for the log and for `/actors`. */
  readonly reason: string;
  /** `restart`: build the actor's code anew instead of running the same again. */
  readonly fresh: boolean;
};

/** What the numbers in an answer stand for, as people say it. */
export type DeskLegend = {
  readonly actors: readonly { readonly number: number; readonly name: string }[];
  readonly instruments: readonly Pick<
    Instrument,
    "number" | "name" | "base" | "quote" | "tick" | "lot"
  >[];
};

export type DeskControl = {
  /** Of the actors that there are. */
  names(): readonly string[];
  /** Everything main knows of one actor, as plain data. Null when there is none. */
  inspect(name: string): Readonly<Record<string, unknown>> | null;
  /** The reply of the actor's `answer`, decoded. */
  ask(name: string, answer: string): Promise<Result<unknown, ControlFailure>>;
  legend(): DeskLegend;
  act(action: Action, name: string, options: ActionOptions): Promise<ControlResult>;
};
