/**
 * A state as a file: what it was when all up to a journal sequence had been applied, and the hash of the
 * journal up to there, so that it is never taken for the state of another journal.
 *
 * ```text
 *   0          8         16         24            56            88        92     96
 *   ├──────────┼─────────┼──────────┼─────────────┼─────────────┼─────────┼──────┼─────────
 *   │ OUTCRYS1 │ sequence│ bytes of │ chain of the│ SHA-256 of  │ CRC-32C │ zeros│ the state
 *   │ 8 bytes  │ f64     │ it, f64  │ journal     │ the state   │ of all  │ u32  │
 *   ├──────────┼─────────┼──────────┼─────────────┼─────────────┼─────────┼──────┼─────────
 * ```
 */
import { crc32c } from "../../codec/crc32c.ts";
import { isSameHash } from "../format/chain.ts";
import { HASH_BYTES } from "../format/segment-header.ts";

export type Snapshot = {
  /** Journal sequence of the last record that it holds. */
  readonly sequence: number;
  readonly chain: Uint8Array;
  readonly state: Uint8Array;
};

export const SNAPSHOT_HEAD_BYTES = 96;

const MAGIC = new TextEncoder().encode("OUTCRYS1");
const SEQUENCE_AT = 8;
const BYTES_AT = 16;
const CHAIN_AT = 24;
const HASH_AT = 56;
const CHECKSUM_AT = 88;

export function encodeSnapshotHead({ sequence, chain, state }: Snapshot): Uint8Array {
  const head = new Uint8Array(SNAPSHOT_HEAD_BYTES);
  const data = new DataView(head.buffer);
  head.set(MAGIC, 0);
  data.setFloat64(SEQUENCE_AT, sequence, true);
  data.setFloat64(BYTES_AT, state.length, true);
  head.set(chain, CHAIN_AT);
  head.set(hashOfState(state), HASH_AT);
  data.setUint32(CHECKSUM_AT, crc32c(head, 0, CHECKSUM_AT), true);
  return head;
}

/** Null when they are not a whole snapshot, as it was written. The state lies in `bytes`. */
export function decodeSnapshot(bytes: Uint8Array): Snapshot | null {
  if (bytes.length < SNAPSHOT_HEAD_BYTES) return null;
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isHead =
    MAGIC.every((byte, at) => bytes[at] === byte) &&
    data.getUint32(CHECKSUM_AT, true) === crc32c(bytes, 0, CHECKSUM_AT);
  if (!isHead) return null;
  const state = bytes.subarray(SNAPSHOT_HEAD_BYTES);
  const hash = bytes.subarray(HASH_AT, HASH_AT + HASH_BYTES);
  if (data.getFloat64(BYTES_AT, true) !== state.length) return null;
  if (!isSameHash(hash, hashOfState(state))) return null;
  const chain = bytes.slice(CHAIN_AT, CHAIN_AT + HASH_BYTES);
  return { sequence: data.getFloat64(SEQUENCE_AT, true), chain, state };
}

/** SHA-256. */
export function hashOfState(state: Uint8Array): Uint8Array {
  return new Bun.CryptoHasher("sha256").update(state).digest();
}
