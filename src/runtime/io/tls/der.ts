/** DER, the encoding of certificates: each value is a tag, a length and its bytes. Only to write. */

const SHORT_LENGTH_MAX = 0x7f;
const TAG = {
  integer: 0x02,
  bits: 0x03,
  bytes: 0x04,
  object: 0x06,
  text: 0x0c,
  sequence: 0x30,
  set: 0x31,
  time: 0x18,
} as const;

function value(tag: number, content: Uint8Array): Uint8Array {
  const { length } = content;
  if (length <= SHORT_LENGTH_MAX) return Buffer.concat([Uint8Array.of(tag, length), content]);
  const hex = length.toString(16);
  const size = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  return Buffer.concat([Uint8Array.of(tag, 0x80 | size.length), size, content]);
}

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array =>
  value(TAG.sequence, Buffer.concat(parts));

export const set = (...parts: readonly Uint8Array[]): Uint8Array =>
  value(TAG.set, Buffer.concat(parts));

/** A number above 0, most significant byte first. */
export function integer(digits: Uint8Array): Uint8Array {
  const first = digits[0] ?? 0;
  return value(TAG.integer, first < 0x80 ? digits : Buffer.concat([Uint8Array.of(0), digits]));
}

/** Bits in whole bytes. */
export const bits = (content: Uint8Array): Uint8Array =>
  value(TAG.bits, Buffer.concat([Uint8Array.of(0), content]));

export const bytes = (content: Uint8Array): Uint8Array => value(TAG.bytes, content);

export const text = (content: string): Uint8Array => value(TAG.text, Buffer.from(content));

/** `when`: "YYYYMMDDHHMMSSZ". */
export const time = (when: string): Uint8Array => value(TAG.time, Buffer.from(when, "latin1"));

export const yes = (): Uint8Array => Uint8Array.of(0x01, 1, 0xff);

/** What the structure around it names by `number`: explicit, so with its own tag within. */
export const tagged = (number: number, content: Uint8Array): Uint8Array =>
  value(0xa0 | number, content);

/** The same in the place of its own tag, for what has no parts. */
export const implicit = (number: number, content: Uint8Array): Uint8Array =>
  value(0x80 | number, content);

/** An object identifier, as "1.2.840.10045.4.3.2". */
export function object(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return value(TAG.object, Uint8Array.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(number: number): number[] {
  const digits = [number % 128];
  for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128)) {
    digits.unshift((left % 128) | 0x80);
  }
  return digits;
}
