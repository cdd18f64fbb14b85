/**
 * The first 4,096 bytes of a segment: which it is, what stands before it, and under which code and
 * configuration it was written.
 *
 * ```text
 *   0        8         10      12   16          24              32      48           80
 *   ├────────┼─────────┼───────┼────┼───────────┼───────────────┼───────┼────────────┼─────────
 *   │OUTCRYJ1│ version │ flags │ 0  │segment id │first sequence │run id │chain before│created
 *   │ 8 bytes│ u16     │ u16 0 │u32 │ 8 bytes   │ f64           │16 b.  │ 32 bytes   │f64 us
 *   ├────────┴─────────┴───────┴────┴───────────┴───────────────┴───────┴────────────┴─────────
 *   88          120          152             160          4092
 *   ┼───────────┼────────────┼───────────────┼────────────┼──────────┤
 *   │ code hash │ config hash│ segment bytes │ zeros      │ CRC-32C  │
 *   │ 32 bytes  │ 32 bytes   │ f64           │            │ u32      │
 *   ┴───────────┴────────────┴───────────────┴────────────┴──────────┘
 * ```
 *
 * The checksum covers all that stands before it. Words are little-endian.
 */
import { assert } from "../../../core/assert.ts";
import { failWith, type Result, succeed } from "../../../core/result.ts";
import { crc32c } from "../../codec/crc32c.ts";

export const HEADER_BYTES = 4_096;
export const JOURNAL_VERSION = 1;
export const RUN_ID_BYTES = 16;
export const HASH_BYTES = 32;
export const SEGMENT_ID_BYTES = 8;

/** What a run says of itself in each of its segments. */
export type RunIdentity = {
  /** 16 bytes that no other run has. */
  readonly id: Uint8Array;
  /** SHA-256 of the code that runs. */
  readonly codeHash: Uint8Array;
  /** SHA-256 of its configuration. */
  readonly configHash: Uint8Array;
};

export type SegmentHeader = {
  /** 8 bytes that no other segment has: every checksum in the segment covers them. */
  readonly segmentId: Uint8Array;
  /** Journal sequence of the segment's first record. 1 up. */
  readonly firstSequence: number;
  readonly run: RunIdentity;
  /** Hash that the last group of the segment before closes with; zeros before the first one. */
  readonly chainBefore: Uint8Array;
  /** Microseconds since the epoch, for people: sequences order, not times. */
  readonly createdMicros: number;
  /** Size of the file, this header included. */
  readonly segmentBytes: number;
};

/** Why 4,096 bytes are no header of this program. */
export type HeaderFault =
  | { readonly kind: "VERSION"; readonly version: number }
  | { readonly kind: "DAMAGED"; readonly message: string };

const MAGIC = new TextEncoder().encode("OUTCRYJ1");
const VERSION_AT = 8;
const SEGMENT_ID_AT = 16;
const FIRST_SEQUENCE_AT = 24;
const RUN_ID_AT = 32;
const CHAIN_AT = 48;
const CREATED_AT = 80;
const CODE_HASH_AT = 88;
const CONFIG_HASH_AT = 120;
const SEGMENT_BYTES_AT = 152;
const CHECKSUM_AT = HEADER_BYTES - 4;

/** Returns the 4,096 bytes. */
export function encodeHeader(header: SegmentHeader): Uint8Array {
  const { segmentId, run, chainBefore } = header;
  assert(segmentId.length === SEGMENT_ID_BYTES, "a segment's id has 8 bytes");
  assert(run.id.length === RUN_ID_BYTES, "a run's id has 16 bytes");
  const hashes = [run.codeHash, run.configHash, chainBefore];
  assert(
    hashes.every((hash) => hash.length === HASH_BYTES),
    "a hash in a header has 32 bytes",
  );
  const bytes = new Uint8Array(HEADER_BYTES);
  const data = new DataView(bytes.buffer);
  bytes.set(MAGIC, 0);
  data.setUint16(VERSION_AT, JOURNAL_VERSION, true);
  bytes.set(segmentId, SEGMENT_ID_AT);
  data.setFloat64(FIRST_SEQUENCE_AT, header.firstSequence, true);
  bytes.set(run.id, RUN_ID_AT);
  bytes.set(chainBefore, CHAIN_AT);
  data.setFloat64(CREATED_AT, header.createdMicros, true);
  bytes.set(run.codeHash, CODE_HASH_AT);
  bytes.set(run.configHash, CONFIG_HASH_AT);
  data.setFloat64(SEGMENT_BYTES_AT, header.segmentBytes, true);
  data.setUint32(CHECKSUM_AT, crc32c(bytes, 0, CHECKSUM_AT), true);
  return bytes;
}

/** Reads the header at the start of `bytes`. A version that is not ours is said before all else. */
export function decodeHeader(bytes: Uint8Array): Result<SegmentHeader, HeaderFault> {
  if (bytes.length < HEADER_BYTES) return damaged(`has ${bytes.length} bytes, and no header`);
  if (MAGIC.some((byte, at) => bytes[at] !== byte)) return damaged("does not begin as a segment");
  const data = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const version = data.getUint16(VERSION_AT, true);
  if (version !== JOURNAL_VERSION) return failWith({ kind: "VERSION", version });
  if (data.getUint32(CHECKSUM_AT, true) !== crc32c(bytes, 0, CHECKSUM_AT)) {
    return damaged("has a header whose checksum is wrong");
  }
  const part = (at: number, count: number) => bytes.slice(at, at + count);
  return succeed({
    segmentId: part(SEGMENT_ID_AT, SEGMENT_ID_BYTES),
    firstSequence: data.getFloat64(FIRST_SEQUENCE_AT, true),
    run: {
      id: part(RUN_ID_AT, RUN_ID_BYTES),
      codeHash: part(CODE_HASH_AT, HASH_BYTES),
      configHash: part(CONFIG_HASH_AT, HASH_BYTES),
    },
    chainBefore: part(CHAIN_AT, HASH_BYTES),
    createdMicros: data.getFloat64(CREATED_AT, true),
    segmentBytes: data.getFloat64(SEGMENT_BYTES_AT, true),
  });
}

/** The id of a run's segment that begins with `firstSequence`: no two runs share one. */
export function segmentIdOf(runId: Uint8Array, firstSequence: number): Uint8Array {
  const named = new Uint8Array(RUN_ID_BYTES + 8);
  named.set(runId, 0);
  new DataView(named.buffer).setFloat64(RUN_ID_BYTES, firstSequence, true);
  return new Bun.CryptoHasher("sha256").update(named).digest().subarray(0, SEGMENT_ID_BYTES);
}

function damaged(message: string): Result<never, HeaderFault> {
  return failWith({ kind: "DAMAGED", message });
}
