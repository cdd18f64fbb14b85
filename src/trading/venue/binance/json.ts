/** Looking into JSON that somebody else wrote: nothing is assumed, nothing throws. */

/** A JSON object of unknown content. */
export type JsonRecord = { readonly [key: string]: unknown };

/** Why input was refused. Never thrown: the venue's mistakes are events. */
export type Bad = { readonly kind: "BAD"; readonly reason: string };

/** Returns a refusal with its reason. */
export function bad(reason: string): Bad {
  return { kind: "BAD", reason };
}

/** Returns what `text` says, or undefined where it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether `value` is an object, and no list. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether `value` is a count that a double holds exactly: 0 to 2^53. */
export function isExactCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/**
 * Returns what `text` says, or undefined where it is no JSON. An integer beyond 2^53 becomes text with
 * the digits of the wire: ids are kept, never rounded.
 */
export function parseExactJson(text: string): unknown {
  try {
    return JSON.parse(text, keepDigits);
  } catch {
    return undefined;
  }
}

function keepDigits(
  _name: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  return context?.source ?? value;
}

/** Times at or above are microseconds: in milliseconds it would be the year 5138. */
const MICROS_FROM = 1e14;

/** Returns a time of the wire, milli- or microseconds, in microseconds. NaN: it is none. */
export function microsOf(time: unknown): number {
  if (!isExactCount(time) || time === 0) return Number.NaN;
  return time >= MICROS_FROM ? time : time * 1_000;
}

/** A value from the wire as part of a reason: short, whatever it is. */
export function shown(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 60);
}
