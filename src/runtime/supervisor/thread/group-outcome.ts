/** How a thread's start and its life came out, as its supervisor hears of them. */
import type { StartFailureKind } from "../../actor/start-failure.ts";
import type { ChildEnd } from "../tree/child-end.ts";

/** How a life ended that was ready. */
export type GroupEnd = ChildEnd & {
  /** The one whose code did it, where that is known. */
  readonly actor: string | null;
  /** Whether main asked for it, and wants no other life. */
  readonly isFinal: boolean;
};

/** What the start of a thread led to. */
export type GroupStart =
  /** All its actors are ready, but for those that declined. */
  | { readonly kind: "READY" }
  /** None of its actors wants to run, and the thread is gone. */
  | { readonly kind: "DECLINED"; readonly actor: string; readonly reason: string }
  | StartFailed;

export type StartFailed = {
  readonly kind: "FAILED";
  readonly failure: StartFailureKind;
  readonly actor: string;
  readonly reason: string;
  /** False when its thread sits in a native call: its end is told like that of a ready one. */
  readonly isGone: boolean;
};
