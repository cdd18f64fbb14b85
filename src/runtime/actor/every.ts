/** Periods as an actor's definition writes them: a whole number and a unit. */
import { assert } from "../../core/assert.ts";

const MS_OF: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * Returns a period in milliseconds.
 *
 * @param text A whole number above zero and `ms`, `s`, `m` or `h`.
 * @throws {AssertionError} When it is anything else.
 *
 * @example
 * ```ts
 * periodMsOf("250ms"); // => 250
 * periodMsOf("5m"); // => 300000
 * ```
 */
export function periodMsOf(text: string): number {
  const match = /^([1-9]\d{0,8})(ms|s|m|h)$/.exec(text);
  assert(match !== null, `a period is a whole number and ms, s, m or h: current value is ${text}`);
  return Number(match?.[1]) * (MS_OF[match?.[2] ?? ""] ?? Number.NaN);
}
