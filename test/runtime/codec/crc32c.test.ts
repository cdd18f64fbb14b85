/** The checksum against its definition, a bit at a time, and against the values of RFC 3720. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { crc32c } from "../../../src/runtime/codec/crc32c.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** Division by the polynomial of Castagnoli, bit by bit, in big integers: no table, no shortcut. */
function bitwise(bytes: Uint8Array): number {
  const polynomial = 0x11edc6f41n;
  let message = 0n;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit += 1) message = (message << 1n) | BigInt((byte >> bit) & 1);
  }
  const length = BigInt(8 * bytes.length);
  // The first 32 bits are inverted, and 32 zeros follow the message.
  let rest = (message << 32n) ^ (0xffff_ffffn << length);
  for (let place = length + 31n; place >= 32n; place -= 1n) {
    if ((rest >> place) & 1n) rest ^= polynomial << (place - 32n);
  }
  let sum = 0;
  for (let bit = 0n; bit < 32n; bit += 1n) sum = sum * 2 + Number((rest >> bit) & 1n);
  return (sum ^ 0xffff_ffff) >>> 0;
}

describe("crc32c", () => {
  test("agrees with the check values of RFC 3720", () => {
    const ascii = new TextEncoder().encode("123456789");
    expect(crc32c(ascii, 0, ascii.length)).toBe(0xe306_9283);
    expect(crc32c(new Uint8Array(32), 0, 32)).toBe(0x8a91_36aa);
    expect(crc32c(new Uint8Array(32).fill(0xff), 0, 32)).toBe(0x62a8_ab43);
    expect(
      crc32c(
        Uint8Array.from({ length: 32 }, (_, at) => at),
        0,
        32,
      ),
    ).toBe(0x46dd_794e);
    expect(bitwise(ascii)).toBe(0xe306_9283);
  });

  test("agrees with its definition on every byte alone", () => {
    for (let byte = 0; byte < 256; byte += 1) {
      expect(crc32c(Uint8Array.of(byte), 0, 1)).toBe(bitwise(Uint8Array.of(byte)));
    }
    expect(crc32c(new Uint8Array(0), 0, 0)).toBe(0);
  });

  test(`agrees with its definition on any part of any bytes (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(80), fc.nat(80), (bytes, one, other) => {
        const start = Math.min(one, other, bytes.length);
        const end = Math.min(Math.max(one, other), bytes.length);
        expect(crc32c(bytes, start, end)).toBe(bitwise(bytes.subarray(start, end)));
      }),
      { seed, numRuns: 300 },
    );
  });

  test(`goes on from the checksum of what stands before (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(80), (bytes, place) => {
        const cut = Math.min(place, bytes.length);
        const first = crc32c(bytes, 0, cut);
        expect(crc32c(bytes, cut, bytes.length, first)).toBe(crc32c(bytes, 0, bytes.length));
      }),
      { seed, numRuns: 300 },
    );
  });

  test("changes with each single bit of a frame's size", () => {
    const bytes = Uint8Array.from({ length: 64 }, (_, at) => at * 7);
    const sums = new Set([crc32c(bytes, 0, 64)]);
    for (let bit = 0; bit < 8 * 64; bit += 1) {
      const flipped = bytes.with(bit >> 3, (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7)));
      sums.add(crc32c(flipped, 0, 64));
    }
    expect(sums.size).toBe(1 + 8 * 64);
  });
});
