/**
 * A histogram in HdrHistogram's V2 encoding, compressed and in base64: what every tool of that
 * family reads, whatever its language.
 *
 * ```text
 *   cookie i32 | payload bytes i32 | 0 i32 | digits i32 | lowest i64 | highest i64 | ratio f64
 *   payload: each count as a ZigZag LEB128 number; a negative one stands for so many zeros
 * ```
 */
import { deflateSync } from "node:zlib";
import { HISTOGRAM_VALUE_MAX, HISTOGRAM_VALUE_MIN } from "./histogram-layout.ts";

const COOKIE = 0x1c84_9313;
const COMPRESSED_COOKIE = 0x1c84_9314;
const HEADER_BYTES = 40;
const COMPRESSED_HEADER_BYTES = 8;
const SIGNIFICANT_DIGITS = 3;
const GROUP = 128;

/** @param counts Of the buckets, from the first on; a tail of zeros may be left out. */
export function encodeHistogram(counts: Float64Array): string {
  // HdrHistogram writes the first count of an empty one, too.
  const payload: number[] = counts.length === 0 ? [0] : [];
  for (let bucket = 0; bucket < counts.length; ) {
    let zeros = 0;
    while (bucket + zeros < counts.length && counts[bucket + zeros] === 0) zeros += 1;
    putZigZag(payload, zeros > 1 ? -zeros : (counts[bucket] ?? 0));
    bucket += Math.max(zeros, 1);
  }
  const plain = Buffer.alloc(HEADER_BYTES + payload.length);
  plain.writeInt32BE(COOKIE, 0);
  plain.writeInt32BE(payload.length, 4);
  plain.writeInt32BE(SIGNIFICANT_DIGITS, 12);
  plain.writeBigInt64BE(BigInt(HISTOGRAM_VALUE_MIN), 16);
  plain.writeBigInt64BE(BigInt(HISTOGRAM_VALUE_MAX), 24);
  plain.writeDoubleBE(1, 32);
  plain.set(payload, HEADER_BYTES);

  const compressed = deflateSync(plain);
  const head = Buffer.alloc(COMPRESSED_HEADER_BYTES);
  head.writeInt32BE(COMPRESSED_COOKIE, 0);
  head.writeInt32BE(compressed.length, 4);
  return Buffer.concat([head, compressed]).toString("base64");
}

/** Doubles beyond 32 bits, so by division and not by shifts. Counts stay below 2^53: 8 groups. */
function putZigZag(payload: number[], value: number): undefined {
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  while (rest >= GROUP) {
    payload.push((rest % GROUP) | GROUP);
    rest = Math.floor(rest / GROUP);
  }
  payload.push(rest);
}
