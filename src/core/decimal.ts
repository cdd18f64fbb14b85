/**
 * Exact decimal text to whole steps and back: how prices and quantities enter and leave.
 *
 * Nothing is rounded: text that is not a whole number of steps is a failure. Text of up to fifteen
 * digits, which is all that venues send, is read without BigInt.
 */
import { assert } from "./assert.ts";
import type { DecimalStep } from "./decimal-step.ts";
import { failWith, type Result, succeed } from "./result.ts";

/** Why a decimal is no count of steps: not plain text, between two steps, or beyond 2^53. */
export type DecimalFailure = "NOT_DECIMAL" | "OFF_GRID" | "TOO_LARGE";

const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const PLAIN_DECIMAL = /^-?\d+(?:\.\d+)?$/;
const LENGTH_MAX = 64;
const ZERO = 48;
const MINUS = 45;

/**
 * Returns how many steps `text` is. Text is an optional minus, digits, and optionally a point and
 * digits, in at most 64 characters; no exponent, no plus, no spaces.
 *
 * @example
 * ```ts
 * stepsOf("61737.63000000", { digits: 1, scale: 2 }); // => { ok: true, value: 6173763 }
 * stepsOf("0.5", { digits: 25, scale: 2 }); // => { ok: true, value: 2 }
 * stepsOf("0.015", { digits: 1, scale: 2 }); // => { ok: false, failure: "OFF_GRID" }
 * stepsOf("1e3", { digits: 1, scale: 0 }); // => { ok: false, failure: "NOT_DECIMAL" }
 * stepsOf("9007199254740993", { digits: 1, scale: 0 }); // => { ok: false, failure: "TOO_LARGE" }
 * ```
 */
export function stepsOf(text: string, step: DecimalStep): Result<number, DecimalFailure> {
  const steps = stepsOrNaN(text, step);
  if (!Number.isNaN(steps)) return succeed(steps);
  if (!isPlain(text)) return failWith("NOT_DECIMAL");
  return exactSteps(text, step);
}

/** As {@link stepsOf} on the hot path: the steps, or NaN where there is a failure. */
export function stepsOrNaN(text: string, step: DecimalStep): number {
  const length = text.length;
  if (length > LENGTH_MAX) return Number.NaN;
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  const point = text.indexOf(".", start);
  const wholeEnd = point === -1 ? length : point;
  const fractionStart = point === -1 ? length : point + 1;
  if (wholeEnd === start || point === length - 1) return Number.NaN;
  const kept = Math.min(length - fractionStart, step.scale);
  const whole = appendDigits(0, text, start, wholeEnd);
  const digits = appendDigits(whole, text, fractionStart, fractionStart + kept);
  if (!isZeros(text, fractionStart + kept)) return Number.NaN;
  const amount = digits * (POWERS[step.scale - kept] ?? Number.NaN);
  if (amount > Number.MAX_SAFE_INTEGER) return slowSteps(text, step);
  // Dividing by the step leaves a remainder exactly when the amount lies between two steps.
  if (step.digits !== 1 && amount % step.digits !== 0) return Number.NaN;
  const steps = amount / step.digits;
  return start === 1 && steps !== 0 ? -steps : steps;
}

/** Returns `digits` with the decimal digits of a part of `text` behind it. NaN: not digits. */
function appendDigits(digits: number, text: string, start: number, end: number): number {
  let value = digits;
  for (let index = start; index < end; index += 1) {
    const digit = text.charCodeAt(index) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function isZeros(text: string, start: number): boolean {
  for (let index = start; index < text.length; index += 1) {
    if (text.charCodeAt(index) !== ZERO) return false;
  }
  return true;
}

/**
 * Returns `steps` as decimal text, with as many places as the step has.
 *
 * @example
 * ```ts
 * textOf(6173760, { digits: 1, scale: 2 }); // => "61737.60"
 * textOf(-3, { digits: 25, scale: 2 }); // => "-0.75"
 * ```
 */
export function textOf(steps: number, step: DecimalStep): string {
  assert(
    Number.isSafeInteger(steps),
    `steps are an integer within 2^53: current value is ${steps}`,
  );
  const product = Math.abs(steps) * step.digits;
  const digits = Number.isSafeInteger(product)
    ? `${product}`
    : `${BigInt(Math.abs(steps)) * BigInt(step.digits)}`;
  const sign = steps < 0 ? "-" : "";
  if (step.scale === 0) return sign + digits;
  const padded = digits.padStart(step.scale + 1, "0");
  const point = padded.length - step.scale;
  return `${sign}${padded.slice(0, point)}.${padded.slice(point)}`;
}

/** Returns the same amount in steps of another size, or why it has none. */
export function stepsIn(
  target: DecimalStep,
  steps: number,
  source: DecimalStep,
): Result<number, DecimalFailure> {
  return exactSteps(textOf(steps, source), target);
}

function slowSteps(text: string, step: DecimalStep): number {
  const steps = exactSteps(text, step);
  return steps.ok ? steps.value : Number.NaN;
}

/** Invariant: `text` is plain decimal. */
function exactSteps(text: string, step: DecimalStep): Result<number, DecimalFailure> {
  const [whole = "", places = ""] = text.split(".");
  const scale = Math.max(places.length, step.scale);
  const amount = BigInt(whole + places.padEnd(scale, "0"));
  const unit = BigInt(step.digits) * 10n ** BigInt(scale - step.scale);
  if (amount % unit !== 0n) return failWith("OFF_GRID");
  const steps = Number(amount / unit);
  return Number.isSafeInteger(steps) ? succeed(steps) : failWith("TOO_LARGE");
}

function isPlain(text: string): boolean {
  return text.length <= LENGTH_MAX && PLAIN_DECIMAL.test(text);
}
