/** What who starts an actor is told when it did not start. */
import type { StartFailureKind } from "../../actor/start-failure.ts";
import type { ActorSpec } from "../actor-spec.ts";
import type { Child } from "../roster/child.ts";
import type { StartFailed } from "./group-outcome.ts";

/** `actor` is empty when the fault is of no single one. */
export type StartFailure = {
  readonly actor: string;
  readonly reason: string;
  /** How an actor's start failed; none when nothing was started. */
  readonly kind?: StartFailureKind;
  /** Where an actor's start threw, as `file:line:column` of its source. */
  readonly at?: string;
};

/** What to tell of the start of a thread that failed, whose first actor is `first`. */
export function startFailureOf(
  { actor, reason, failure: kind }: StartFailed,
  first: Child | null,
): StartFailure {
  const at = first?.at ?? null;
  return { actor, reason, kind, ...(at === null ? {} : { at }) };
}

/** A fault that was found before anything was started. */
export function failureOf({ name }: ActorSpec, reason: string): StartFailure {
  return { actor: name, reason };
}
