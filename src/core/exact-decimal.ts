/**
 * Decimals of any size and any number of places, added and multiplied without rounding: money of
 * assets whose smallest unit nobody knows beforehand. They are text at the edges.
 */

/** Plain data: `digits / 10^scale`. */
export type ExactDecimal = {
  readonly digits: bigint;
  /** Decimal places, not negative. */
  readonly scale: number;
};

const PLAIN = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?$/;

/** Nothing, without places. */
export const ZERO: ExactDecimal = { digits: 0n, scale: 0 };

/** Returns what plain decimal text says; null when it is none: no exponent, no plus, no spaces. */
export function exactDecimalOf(text: string): ExactDecimal | null {
  const [, sign, whole = "", places = ""] = PLAIN.exec(text) ?? [];
  if (sign === undefined) return null;
  const digits = BigInt(whole + places);
  return { digits: sign === "-" ? -digits : digits, scale: places.length };
}

/** Returns the sum, with the places of the one that has more. */
export function sumOf(left: ExactDecimal, right: ExactDecimal): ExactDecimal {
  const scale = Math.max(left.scale, right.scale);
  return { digits: digitsAt(left, scale) + digitsAt(right, scale), scale };
}

/** Returns the product, with the places of both. */
export function productOf(left: ExactDecimal, right: ExactDecimal): ExactDecimal {
  return { digits: left.digits * right.digits, scale: left.scale + right.scale };
}

/** Returns the same amount with the other sign. */
export function negated({ digits, scale }: ExactDecimal): ExactDecimal {
  return { digits: -digits, scale };
}

/**
 * Returns an amount as decimal text with all its places, but for zeros at the end beyond `placesMin`.
 *
 * @example
 * ```ts
 * exactTextOf({ digits: -1250n, scale: 3 }); // => "-1.25"
 * exactTextOf({ digits: 1250n, scale: 3 }, 3); // => "1.250"
 * exactTextOf({ digits: 7n, scale: 0 }, 2); // => "7.00"
 * ```
 */
export function exactTextOf(amount: ExactDecimal, placesMin = 0): string {
  const scale = Math.max(amount.scale, placesMin);
  const digits = digitsAt(amount, scale);
  const padded = `${digits < 0n ? -digits : digits}`.padStart(scale + 1, "0");
  const point = padded.length - scale;
  let end = padded.length;
  while (end > point + placesMin && padded[end - 1] === "0") end -= 1;
  const places = padded.slice(point, end);
  return `${digits < 0n ? "-" : ""}${padded.slice(0, point)}${places === "" ? "" : `.${places}`}`;
}

function digitsAt({ digits, scale }: ExactDecimal, wanted: number): bigint {
  return digits * 10n ** BigInt(wanted - scale);
}
