/**
 * Texts on the wire: msgpack's fixstr, a header byte with the length and up to 31 bytes of UTF-8.
 *
 * Ids are ASCII, so characters are written one by one, which beats any encoder at this length; the
 * others take the way through an encoder.
 */
import { isUtf8 } from "node:buffer";
import { assert } from "../../core/assert.ts";
import { refuseUtf8 } from "./refuse.ts";

export const TEXT_BYTES_MAX = 31;
const FIXSTR = 0xa0;
/** Most bytes of UTF-8 for one unit of a string's length. */
const UTF8_BYTES_MAX = 3;

const scratch = Buffer.alloc(TEXT_BYTES_MAX);
const encoder = new TextEncoder();

/** Bytes of `text` on the wire, its header included. */
export function textBytes(text: string): number {
  return 1 + (isAscii(text) ? text.length : Buffer.byteLength(text));
}

/** {@link textBytes} or more, without a look at the characters. */
export function textBytesBound(text: string): number {
  return 1 + Math.min(text.length * UTF8_BYTES_MAX, TEXT_BYTES_MAX);
}

/** Returns the bytes written. Throws, with `label`, when `text` is too long. */
export function writeText(data: DataView, offset: number, text: string, label: string): number {
  if (typeof text !== "string") assert(false, `${label} is a text`);
  const { length } = text;
  if (length > TEXT_BYTES_MAX) return writeUtf8(data, offset, text, label);
  data.setUint8(offset, FIXSTR | length);
  const start = offset + 1;
  const wholeLength = length & ~3;
  let all = 0;
  let index = 0;
  // Four characters a store: the checks of a store take longer than the store.
  for (; index < wholeLength; index += 4) {
    const first = text.charCodeAt(index);
    const second = text.charCodeAt(index + 1);
    const third = text.charCodeAt(index + 2);
    const fourth = text.charCodeAt(index + 3);
    all |= first | second | third | fourth;
    data.setInt32(start + index, (first << 24) | (second << 16) | (third << 8) | fourth);
  }
  for (; index < length; index += 1) {
    const code = text.charCodeAt(index);
    all |= code;
    data.setUint8(start + index, code);
  }
  // Only now: UTF-8 has as many bytes or more, and goes over what was written.
  return all < 0x80 ? 1 + length : writeUtf8(data, offset, text, label);
}

/**
 * `offset` is that of the header byte, which {@link textsEnd} has checked. Throws, with `label`,
 * when the bytes are not UTF-8.
 */
export function readText(data: DataView, offset: number, label: string): string {
  const bytes = data.getUint8(offset) & TEXT_BYTES_MAX;
  let all = 0;
  for (let index = 0; index < bytes; index += 1) {
    const byte = data.getUint8(offset + 1 + index);
    scratch[index] = byte;
    all |= byte;
  }
  if (all < 0x80) return scratch.toString("latin1", 0, bytes);
  if (!isUtf8(scratch.subarray(0, bytes))) refuseUtf8(label);
  return scratch.toString("utf8", 0, bytes);
}

/** The offset behind `count` texts from `offset`, beyond `end` when cut; -1 when they are no texts. */
export function textsEnd(data: DataView, offset: number, count: number, end: number): number {
  let at = offset;
  for (let text = 0; text < count; text += 1) {
    if (at >= end) return -1;
    const header = data.getUint8(at);
    if ((header & ~TEXT_BYTES_MAX) !== FIXSTR) return -1;
    at += 1 + (header & TEXT_BYTES_MAX);
  }
  return at;
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) >= 0x80) return false;
  }
  return true;
}

function writeUtf8(data: DataView, offset: number, text: string, label: string): number {
  // An encoder would write another id in its place, the same for all of them.
  assert(text.isWellFormed(), `${label} has no half of a surrogate pair`);
  const bytes = encoder.encode(text);
  assert(
    bytes.length <= TEXT_BYTES_MAX,
    `${label} has at most ${TEXT_BYTES_MAX} bytes: current value has ${bytes.length}`,
  );
  data.setUint8(offset, FIXSTR | bytes.length);
  for (const [index, byte] of bytes.entries()) data.setUint8(offset + 1 + index, byte);
  return 1 + bytes.length;
}
