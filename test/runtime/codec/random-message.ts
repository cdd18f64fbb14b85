/** Random layouts of messages, and random bodies that fit them. */
import type { Prng } from "../../../src/core/prng.ts";
import { defineMessage } from "../../../src/runtime/codec/define-message.ts";
import {
  type Field,
  float64,
  int32,
  levels,
  oneOf,
  text,
} from "../../../src/runtime/codec/field.ts";
import type {
  FieldKind,
  MessageType,
  SchemaField,
} from "../../../src/runtime/codec/message-type.ts";

export type RandomBody = Record<string, unknown>;

const NUMBERS = [0, -0, 1, -1, 0.5, Number.NaN, 2 ** 53, 1e308, 5e-324, Number.POSITIVE_INFINITY];
const INTEGERS = [0, 1, -1, 127, 128, -128, 65_536, 2 ** 31 - 1, -(2 ** 31)];
const TEXTS = ["", "a", "BTCUSDT-1", "x".repeat(31), "é€😀", "ÿ".repeat(15), "0", "\u0000"];
const NAMES = ["BUY", "SELL", "NEW", "CANCEL", "LIVE", "STALE"] as const;

/** A message of 1 to 20 fields of all kinds, in an order that is allowed. */
export function randomMessage(prng: Prng): MessageType<RandomBody> {
  const fields: Record<string, Field<unknown>> = {};
  const add = (field: Field<unknown>) => {
    fields[`field${Object.keys(fields).length}`] = field;
  };
  for (let left = prng.between(1, 14); left > 0; left -= 1) {
    const enumField = oneOf("BUY", ...NAMES.slice(1, prng.between(1, NAMES.length)));
    add(prng.pick([float64("ticks"), int32("count"), enumField]));
  }
  for (let left = prng.between(0, 5); left > 0; left -= 1) add(text());
  if (prng.between(0, 1) === 1) add(levels("ticks, lots"));
  return defineMessage("random", 1, fields) as MessageType<RandomBody>;
}

/** Values at the edges of each kind, and some between them. */
export function randomBody(prng: Prng, fields: readonly SchemaField[]): RandomBody {
  return Object.fromEntries(fields.map((field) => [field.name, randomValue(prng, field)]));
}

function randomValue(prng: Prng, { kind, names = [] }: SchemaField): unknown {
  const values: Record<FieldKind, () => unknown> = {
    float64: () => randomNumber(prng),
    int32: () => prng.pick([...INTEGERS, prng.between(-1e6, 1e6)]),
    enum: () => prng.pick(names),
    text: () => prng.pick(TEXTS),
    levels: () => Array.from({ length: prng.between(0, 40) }, () => randomNumber(prng)),
  };
  return values[kind]();
}

function randomNumber(prng: Prng): number {
  return prng.pick([...NUMBERS, prng.unit() * 1e6, prng.between(-1e6, 1e6)]);
}
