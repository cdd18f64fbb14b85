/**
 * A value as msgpackr must get it, so that it comes back as it went: with the sign of zero, which
 * msgpackr drops, and with texts that are UTF-8, which it does not see to.
 */
import { assert } from "../../core/assert.ts";
import { DEPTH_MAX } from "./check-msgpack.ts";

/** Stands for -0 on its way to the packer. */
export class NegativeZero {}

const NEGATIVE_ZERO = new NegativeZero();

/**
 * Returns `value` itself where nothing has to be replaced, else a copy down to what has. Lone
 * surrogates become U+FFFD. Instances of classes are left to the packer.
 *
 * @throws {AssertionError} When it lies deeper than a reader would take, as a cycle does.
 */
export function plainValue(value: unknown, depth = 0): unknown {
  if (typeof value === "number") return Object.is(value, -0) ? NEGATIVE_ZERO : value;
  if (typeof value === "string") return value.isWellFormed() ? value : value.toWellFormed();
  if (typeof value !== "object" || value === null) return value;
  assert(depth < DEPTH_MAX, `a body has at most ${DEPTH_MAX} levels of arrays and fields`);
  if (Array.isArray(value)) return plainArray(value, depth + 1);
  const prototype = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null;
  return isPlain ? plainFields(value as Record<string, unknown>, depth + 1) : value;
}

function plainArray(values: readonly unknown[], depth: number): readonly unknown[] {
  let copy: unknown[] | null = null;
  for (let index = 0; index < values.length; index += 1) {
    const plain = plainValue(values[index], depth);
    if (plain === values[index]) continue;
    copy ??= [...values];
    copy[index] = plain;
  }
  return copy ?? values;
}

function plainFields(fields: Readonly<Record<string, unknown>>, depth: number): object {
  let copy: Record<string, unknown> | null = null;
  for (const name of Object.keys(fields)) {
    const plain = plainValue(fields[name], depth);
    const plainName = name.toWellFormed();
    if (plain === fields[name] && plainName === name) continue;
    copy ??= { ...fields };
    if (plainName !== name) delete copy[name];
    copy[plainName] = plain;
  }
  return copy ?? fields;
}
