/**
 * One text for one value: JSON with sorted names and without spaces, so that the same payload is
 * always the same bytes. Values that JSON would change silently are refused.
 */
import { assert } from "../../../../core/assert.ts";

/** What a payload may hold. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | readonly Plain[]
  | { readonly [name: string]: Plain };

/** Deepest nesting of a payload. */
const DEPTH_MAX = 32;

/**
 * Returns `value` as text; names are in the order of their UTF-16 units.
 *
 * ```ts
 * canonicalJson({ b: [1, "x"], a: null }) // => '{"a":null,"b":[1,"x"]}'
 * canonicalJson(Number.NaN) // => throws AssertionError
 * ```
 *
 * @throws AssertionError for a number that is not finite, a lone surrogate, and what is no plain data.
 */
export function canonicalJson(value: Plain, depth = 0): string {
  assert(depth <= DEPTH_MAX, `a payload is nested at most ${DEPTH_MAX} deep`);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    assert(Number.isFinite(value), "a number of a payload is finite");
    return JSON.stringify(value);
  }
  if (typeof value === "string") {
    assert(value.isWellFormed(), "a text of a payload is well-formed");
    return JSON.stringify(value);
  }
  assert(typeof value === "object", `a payload is plain data: found a ${typeof value}`);
  if (isList(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(",")}]`;
  const prototype: unknown = Object.getPrototypeOf(value);
  assert(prototype === Object.prototype || prototype === null, "an object of a payload is plain");
  const members = Object.keys(value)
    .sort()
    .map((name) => `${canonicalJson(name)}:${canonicalJson(value[name] ?? null, depth + 1)}`);
  return `{${members.join(",")}}`;
}

function isList(value: object): value is readonly Plain[] {
  return Array.isArray(value);
}
