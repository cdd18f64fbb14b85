/**
 * Decimal text to whole hundred-millionths of an asset and back: money without a bound on its size.
 *
 * Nothing is rounded: text with more than eight places that are not zero is a failure.
 */
import type { DecimalFailure } from "./decimal.ts";
import { failWith, type Result, succeed } from "./result.ts";

const PLACES = 8;
const PLAIN = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?$/;

/**
 * Returns how many units of 10^-8 `text` is.
 *
 * @example
 * ```ts
 * atomsOf("54.43390661"); // => { ok: true, value: 5443390661n }
 * atomsOf("-3"); // => { ok: true, value: -300000000n }
 * atomsOf("0.000000001"); // => { ok: false, failure: "OFF_GRID" }
 * atomsOf("1e3"); // => { ok: false, failure: "NOT_DECIMAL" }
 * ```
 */
export function atomsOf(text: string): Result<bigint, DecimalFailure> {
  const [, sign, whole = "", places = ""] = PLAIN.exec(text) ?? [];
  if (sign === undefined) return failWith("NOT_DECIMAL");
  if (/[^0]/.test(places.slice(PLACES))) return failWith("OFF_GRID");
  const atoms = BigInt(whole + places.slice(0, PLACES).padEnd(PLACES, "0"));
  return succeed(sign === "-" ? -atoms : atoms);
}

/**
 * Returns units of 10^-8 as decimal text, with eight places.
 *
 * @example
 * ```ts
 * atomsTextOf(5443390661n); // => "54.43390661"
 * atomsTextOf(-1n); // => "-0.00000001"
 * ```
 */
export function atomsTextOf(atoms: bigint): string {
  const digits = `${atoms < 0n ? -atoms : atoms}`.padStart(PLACES + 1, "0");
  const point = digits.length - PLACES;
  return `${atoms < 0n ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
}
