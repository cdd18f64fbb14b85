/** Why an actor ended, in one line for people. */
import type { ThreadEnd } from "./actor-thread.ts";

/** What main knew of the actor when its thread ended. */
export type LastSeen = {
  /** Why main itself ended it; null when it did not. */
  readonly ended: string | null;
  /** Handler that was running. */
  readonly handler: string | null;
};

/**
 * Returns the reason. An exit code proves nothing, so it is named only when nothing else is known.
 *
 * @example
 * ```ts
 * const unseen = { ended: null, handler: null };
 * deathReasonOf({ actor: null, error: null, code: 0 }, unseen); // => "vanished with exit code 0"
 * ```
 */
export function deathReasonOf({ error, code }: ThreadEnd, { ended, handler }: LastSeen): string {
  if (ended !== null) return ended;
  if (error !== null) return `threw${within(handler)}: ${error.name}: ${firstLine(error.message)}`;
  return `vanished with exit code ${code}${within(handler)}`;
}

/**
 * Why the watchdog kills an actor.
 *
 * @example
 * ```ts
 * stuckReasonOf("on.quote", 1_230); // => "stuck in on.quote for 1.2 s"
 * ```
 */
export function stuckReasonOf(handler: string | null, silentMs: number): string {
  return `stuck${within(handler)} for ${(silentMs / 1_000).toFixed(1)} s`;
}

/**
 * What the watchdog says of an actor before it kills it.
 *
 * @param doing What its thread did lately; empty when nobody could look.
 * @example
 * ```ts
 * lateTextOf("on.quote", 560, "blocked (state S)"); // => "no heartbeat for 0.6 s in on.quote: blocked (state S)"
 * ```
 */
export function lateTextOf(handler: string | null, silentMs: number, doing: string): string {
  const told = doing === "" ? "" : `: ${doing}`;
  return `no heartbeat for ${(silentMs / 1_000).toFixed(1)} s${within(handler)}${told}`;
}

function within(handler: string | null): string {
  return handler === null ? "" : ` in ${handler}`;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
