/**
 * Judges a compiled view on any bytes: it reads nothing outside of them, throws nothing but its own
 * refusal, and what it takes, written again, gives the same bytes.
 */
import { Packr } from "msgpackr";
import { AssertionError } from "../../../src/core/assert.ts";
import { decodeRecord } from "../../../src/runtime/codec/decode-record.ts";
import type { MessageType } from "../../../src/runtime/codec/message-type.ts";
import type { RandomBody } from "./random-message.ts";
import { isSame } from "./same-value.ts";
import { watch } from "./watched-data.ts";

const packr = new Packr({ useRecords: false });

/** The message as its writer writes it. */
export function writeBody(type: MessageType<RandomBody>, body: RandomBody): Uint8Array {
  const bytes = new Uint8Array(type.codec.sizeOf(body));
  const written = type.codec.write(new DataView(bytes.buffer), 0, body);
  if (written !== bytes.length) throw new Error(`${type.name} knows its size beforehand`);
  return bytes;
}

/** The body that a view gives for `bytes`, or the name of what refused them. */
function read(type: MessageType<RandomBody>, bytes: Uint8Array): RandomBody | AssertionError {
  const memory = new Uint8Array(bytes.length + 16).fill(0xcb);
  memory.set(bytes, 8);
  const view = type.codec.createView();
  try {
    const data = watch(new DataView(memory.buffer), 8, 8 + bytes.length);
    view.bind(data, 8, bytes.length);
    return view.toJSON();
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    if (!error.message.includes(type.name)) throw new Error(`unnamed: ${error.message}`);
    return error;
  }
}

/** True when the bytes were taken, false when they were refused by name; else it throws. */
export function isTaken(type: MessageType<RandomBody>, bytes: Uint8Array): boolean {
  const body = read(type, bytes);
  if (body instanceof AssertionError) return false;
  const bySchema = attempt(() => decodeRecord(type.schema, bytes));
  if (!isSame(bySchema, body)) throw new Error(`two readings of ${bytes.toHex()}`);
  if (!isSame(read(type, writeBody(type, body)), body) || !isSameBytes(type, bytes, body)) {
    throw new Error(`misread ${bytes.toHex()}`);
  }
  return true;
}

/** NaN has many patterns of bits, and is written as one. */
function isSameBytes(type: MessageType<RandomBody>, bytes: Uint8Array, body: RandomBody): boolean {
  const again = writeBody(type, body);
  if (Buffer.compare(again, bytes) === 0) return true;
  const [left, right] = [packr.unpack(bytes), packr.unpack(again)];
  return (
    again.length === bytes.length && isSame(left, right) && JSON.stringify(left).includes("null")
  );
}

function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (error instanceof AssertionError) return error;
    throw error;
  }
}
