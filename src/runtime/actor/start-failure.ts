/** Why an actor did not start, typed: the one who asked for it is told what to look at. */
import type { PlainError } from "./control-plane.ts";

/**
 * What went wrong. `IMPORT`: the module threw while it loaded, or there is none. `BAD_RETURN`: its
 * default export is no definition, or `start` returned what can be no state. `THREW`: `start` or
 * `open` threw. `TIMEOUT`: it was not ready by its deadline, and was ended. `DIED`: its thread ended
 * while it started.
 */
export type StartFailureKind = "IMPORT" | "BAD_RETURN" | "THREW" | "TIMEOUT" | "DIED";

/** A failed start as its worker tells it. */
export type StartFault = {
  readonly kind: "IMPORT" | "BAD_RETURN" | "THREW";
  /** `start` or `open`, where one of them ran; null before. */
  readonly handler: string | null;
  readonly error: PlainError;
};

/** What the worker's own error is: thrown within `start` and told to main, never seen by authors. */
export class BadReturn extends TypeError {
  override readonly name = "BadReturn";
}

/** What `ctx.decline` throws. */
export class Declined extends Error {
  override readonly name = "Declined";
}

/**
 * Makes sure that what `start` returned can be a state.
 *
 * @throws {BadReturn} For undefined, a function or a symbol: no state, but a slip. An actor without
 *   state returns null or an empty object.
 */
export function assertState(state: unknown): undefined {
  const type = typeof state;
  if (type !== "undefined" && type !== "function" && type !== "symbol") return;
  throw new BadReturn(
    `start must return the actor's state, an object or null: it returned ${type}`,
  );
}
