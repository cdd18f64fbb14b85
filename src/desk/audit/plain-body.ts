/**
 * The body of a message as a payload of the audit log, whose numbers are finite and whose texts are
 * Unicode. What JSON has no word for is said in a word of ours, so that no record is left out for it:
 *
 * | In the message | In the log |
 * |---|---|
 * | NaN, which stands for "there is none" | null |
 * | an infinite number | the text `Infinity` or `-Infinity` |
 * | a number of more than 53 bits | its decimal text |
 * | bytes | `{ "base64": ... }` |
 * | a time | its ISO text |
 */
import { types } from "node:util";
import type { Plain } from "../../runtime/journal/audit/leaf/canonical-json.ts";

/** A payload has a bound to its depth, and what a body lies in takes two levels of it. */
const DEPTH_MAX = 28;
const TOO_DEEP = "nested too deep";

/**
 * @example
 * ```ts
 * plainBody({ limit: Number.NaN, until: Number.POSITIVE_INFINITY }) // => { limit: null, until: "Infinity" }
 * ```
 */
export function plainBody(value: unknown, depth = 0): Plain {
  switch (typeof value) {
    case "boolean":
      return value;
    case "number":
      return plainNumber(value);
    case "string":
      return value.toWellFormed();
    case "bigint":
      return String(value);
    case "object":
      return value === null ? null : plainObject(value, depth);
    default:
      return null;
  }
}

/** NaN is null, an infinite number its text. */
export function plainNumber(value: number): Plain {
  if (Number.isNaN(value)) return null;
  return Number.isFinite(value) ? value : String(value);
}

function plainObject(value: object, depth: number): Plain {
  if (depth >= DEPTH_MAX) return TOO_DEEP;
  if (Array.isArray(value)) return value.map((item) => plainBody(item, depth + 1));
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString("base64") };
  if (types.isDate(value)) {
    return Number.isNaN(value.getTime()) ? null : value.toISOString();
  }
  const members = Object.entries(value).map(([name, member]) => [
    name.toWellFormed(),
    plainBody(member, depth + 1),
  ]);
  return Object.fromEntries(members);
}
