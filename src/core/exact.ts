/** Sums and products of integers that are exact or an error: money is never rounded by accident. */
import { assert } from "./assert.ts";

/** @throws {AssertionError} When the sum is not an integer within 2^53. */
export function exactAdd(left: number, right: number): number {
  return checked(left + right);
}

/** @throws {AssertionError} When the difference is not an integer within 2^53. */
export function exactSubtract(left: number, right: number): number {
  return checked(left - right);
}

/** @throws {AssertionError} When the product is not an integer within 2^53. */
export function exactMultiply(left: number, right: number): number {
  return checked(left * right);
}

function checked(value: number): number {
  assert(
    Number.isSafeInteger(value),
    `exact arithmetic stays within 2^53: current value is ${value}`,
  );
  return value;
}
