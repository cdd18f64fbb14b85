/**
 * Messages of exactly so many bytes: a number, then as many levels as fit, and fillers for what is
 * left. Three numbers are written and read that depend on the message; the other levels only fill.
 */
import { assert } from "../../src/core/assert.ts";
import { defineMessage } from "../../src/runtime/codec/define-message.ts";
import { type Field, float64, int32, levels, oneOf } from "../../src/runtime/codec/field.ts";
import type { Levels, MessageType } from "../../src/runtime/codec/message-type.ts";

/** Smallest message with levels: below it there are three integers. Bytes. */
const LEVELS_FROM_BYTES = 32;
/** Of msgpack: the array's own header, a number, the header of the levels. */
const FRAME_BYTES = 1 + 9 + 3;
const LEVEL_BYTES = 9;
/** What is left over is 0 to 8 bytes; fillers have 5 and 2, so 1 and 3 take a level's bytes too. */
const FILLERS: readonly (readonly [int32s: number, enums: number])[] = [
  [0, 0],
  [2, 0],
  [0, 1],
  [2, 1],
  [0, 2],
  [1, 0],
  [0, 3],
  [1, 1],
  [0, 4],
];

/** Body of a message with levels. */
export type SizedBody = { readonly number: number; readonly levels: Levels } & Record<
  `filler${number}`,
  number | string
>;

/** The smallest one: bytes, and a type without levels. */
export const SMALL_BYTES = 16;
export const SmallMessage = defineMessage("bench-16", 1, {
  first: int32("1"),
  second: int32("1"),
  third: int32("1"),
});

/** A message type of so many bytes, and how many levels a body of it has. */
export type SizedMessage = {
  readonly type: MessageType<SizedBody>;
  readonly numbers: number;
  readonly fillers: Readonly<Record<string, number | string>>;
};

/** @param bytes At least 32. */
export function sizedMessage(bytes: number): SizedMessage {
  assert(bytes >= LEVELS_FROM_BYTES, `a message with levels has 32 bytes: current is ${bytes}`);
  const rest = (bytes - FRAME_BYTES) % LEVEL_BYTES;
  const [int32s, enums] = FILLERS[rest] ?? [0, 0];
  const numbers = (bytes - FRAME_BYTES - 5 * int32s - 2 * enums) / LEVEL_BYTES;
  const fields: Record<string, Field<unknown>> = { number: float64("1") };
  const fillers: Record<string, number | string> = {};
  for (let at = 0; at < int32s; at += 1) {
    fields[`fillerInt${at}`] = int32("1");
    fillers[`fillerInt${at}`] = at;
  }
  for (let at = 0; at < enums; at += 1) {
    fields[`fillerEnum${at}`] = oneOf("FULL");
    fillers[`fillerEnum${at}`] = "FULL";
  }
  fields.levels = levels("1");
  const type = defineMessage(`bench-${bytes}`, 1, fields) as unknown as MessageType<SizedBody>;
  return { type, numbers, fillers };
}
