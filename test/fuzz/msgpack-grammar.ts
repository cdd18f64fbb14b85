/** Random msgpack that is almost right: every form, in any nesting, with a lie now and then. */
import type { Prng } from "../../src/core/prng.ts";

/** One part in so many is a lie: a length that is wrong, a byte that nobody uses. */
const LIE = 40;
const WORDS = ["a", "name", "number", "fields", "kind", "float64", "copy", "__proto__", "größer"];
const encoder = new TextEncoder();

/** One value. */
export function randomMsgpack(prng: Prng, depth = 4): number[] {
  const kind = prng.between(0, depth > 0 ? 9 : 6);
  switch (kind) {
    case 0:
      return [prng.pick([0x00, 0x01, 0x7f, 0xe0, 0xff])];
    case 1:
      return randomNumber(prng);
    case 2:
    case 3:
      return randomText(prng);
    case 4:
      return [prng.pick([0xc0, 0xc2, 0xc3, 0xc1])];
    case 5:
      return [...header(prng, 0xc4, 0, 8), ...randomBytes(prng, 8)];
    case 6:
      return randomExtension(prng);
    case 7:
      return container(prng, 0x90, 0xdb, depth, 1);
    default:
      return container(prng, 0x80, 0xdd, depth, 2);
  }
}

function container(
  prng: Prng,
  fix: number,
  sized: number,
  depth: number,
  valuesEach: number,
): number[] {
  const count = prng.between(0, 6);
  const head = prng.between(0, 1) === 0 ? [fix | told(prng, count)] : header(prng, sized, 1, count);
  const bytes = [...head];
  for (let index = 0; index < count; index += 1) {
    if (valuesEach === 2) bytes.push(...randomText(prng));
    bytes.push(...randomMsgpack(prng, depth - 1));
  }
  return bytes;
}

function randomText(prng: Prng): number[] {
  const text = prng.between(0, 3) === 0 ? "x".repeat(prng.between(0, 80)) : prng.pick(WORDS);
  const bytes = [...encoder.encode(text)];
  const isShort = bytes.length < 32 && prng.between(0, 2) > 0;
  const head = isShort ? [0xa0 | told(prng, bytes.length)] : header(prng, 0xd9, 0, bytes.length);
  return [...head, ...bytes];
}

function randomNumber(prng: Prng): number[] {
  const token = prng.pick([0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf, 0xd0, 0xd1, 0xd2, 0xd3]);
  const width = token < 0xcc ? 4 << (token - 0xca) : 1 << (token & 3);
  return [token, ...randomBytes(prng, width)];
}

function randomExtension(prng: Prng): number[] {
  const power = prng.between(0, 4);
  const type = prng.pick([0, 0xff, 1, 0x72, 0x69, 0x70, 0x62, 0x74, 0x42]);
  return [0xd4 + power, type, ...randomBytes(prng, 1 << power)];
}

function randomBytes(prng: Prng, count: number): number[] {
  const any = () => prng.pick([0, 1, 0x7f, 0x80, 0xff, prng.between(0, 255)]);
  return Array.from({ length: count }, any);
}

/** A length of 1, 2 or 4 bytes, of which `first` is the token of the narrowest but one. */
function header(prng: Prng, first: number, least: number, count: number): number[] {
  const power = prng.between(least, 2);
  const length = told(prng, count);
  const bytes = Array.from({ length: 1 << power }, (_, at) => (length >>> (8 * at)) & 0xff);
  return [first + power, ...bytes.toReversed()];
}

/** The count, or a lie about it. */
function told(prng: Prng, count: number): number {
  if (prng.between(1, LIE) > 1) return count;
  return prng.pick([0, count + 1, Math.max(0, count - 1), 0x0f, 0xff, 0xffff, 0xffff_ffff]);
}
