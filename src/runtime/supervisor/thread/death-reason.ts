/** How an actor's thread ended, and why, in one line for people. Pure. */
import type { Farewell } from "../../actor/control-block.ts";
import type { ChildEnd } from "../tree/child-end.ts";
import type { ThreadEnd } from "./actor-thread.ts";

/** What main knew when a thread ended. */
export type LastSeen = {
  /** Why main itself ended it, and whether it asked for an orderly stop; null when it did not. */
  readonly asked: { readonly reason: string; readonly isOrderly: boolean } | null;
  /** The last words of all its actors. */
  readonly farewells: readonly Farewell[];
  /** Why the last actor that ended itself did so; null when none did. */
  readonly endedItself: string | null;
  /** Handler that was running. */
  readonly handler: string | null;
};

/**
 * Classifies the end: main's orderly stop, then the farewell words, then the error. An exit code
 * decides nothing, and is named only when nothing else is known.
 *
 * @example
 * ```ts
 * const seen = { asked: null, farewells: ["NONE"], endedItself: null, handler: null } as const;
 * endOf({ actor: null, handler: null, error: null, code: 0 }, seen);
 * // => { kind: "CRASH", reason: "vanished with exit code 0" }
 * ```
 */
export function endOf(end: ThreadEnd, seen: LastSeen): ChildEnd {
  const { asked, farewells, endedItself } = seen;
  const handler = end.handler ?? seen.handler;
  if (asked?.isOrderly) {
    const detail = end.error === null ? "" : `; ${thrown(end.error, handler)}`;
    return { kind: "ORDERED", reason: asked.reason + detail };
  }
  const isFarewell = farewells.every((word) => word !== "NONE" && word !== "CRASHED");
  if (isFarewell && endedItself !== null) return { kind: "CLEAN", reason: endedItself };
  return { kind: "CRASH", reason: crashReasonOf(end, asked?.reason ?? null, handler) };
}

/** A thread that threw may take long to go: what it said of itself before a kill is the cause. */
function crashReasonOf(end: ThreadEnd, killed: string | null, handler: string | null): string {
  if (end.error !== null && (end.actor !== null || killed === null)) {
    return thrown(end.error, handler);
  }
  return killed ?? `vanished with exit code ${end.code}${within(handler)}`;
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

function thrown(error: { name: string; message: string }, handler: string | null): string {
  return `threw${within(handler)}: ${error.name}: ${firstLine(error.message)}`;
}

function within(handler: string | null): string {
  return handler === null ? "" : ` in ${handler}`;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
