/**
 * The bytes of a leaf: one encoding of an audit record and no other, so that its hash is the
 * record's.
 *
 * ```text
 *   0  version u8 = 1 | flags u8 | bytes of kind u8 | bytes of actor u8 | personal fields u16
 *   6  sequence u64 | wall time u64, us since the epoch
 *  22  kind | actor | fields: bytes of name u8, name, SHA-256(salt || field) | payload, to the end
 * ```
 *
 * Numbers are big-endian, fields in the order of their names. With flag 1 the payload is kept in a
 * file of its own, and stands here as its bytes u64 and its SHA-256.
 */
import { assert } from "../../../../core/assert.ts";
import { ENTRY_BYTES_MAX } from "../file/entry-bundle.ts";
import { HASH_BYTES, sha256 } from "../tree/tree-hash.ts";

/** Larger payloads are kept by their hash. Bytes. */
export const INLINE_PAYLOAD_BYTES_MAX = 0x8000;

const VERSION = 1;
/** Flag of a leaf whose payload is in a file of its own. */
export const BY_HASH = 1;
/** Bytes before its kind. */
export const HEAD_BYTES = 22;
const KIND = /^[A-Z][A-Z0-9_]{0,63}$/;
const ACTOR = /^[a-z0-9][a-z0-9.-]{0,127}$/;
const FIELD = /^[A-Za-z][A-Za-z0-9_.]{0,63}$/;
const FIELDS_MAX = 64;

/** A field of personal data, as the leaf has it. */
export type HiddenField = {
  readonly name: string;
  /** SHA-256(salt || field). */
  readonly hash: Uint8Array;
};

/** What the log holds of one thing that happened. */
export type AuditRecord = {
  /** Place in the log, from 0. */
  readonly sequence: number;
  /** Microseconds since the epoch, not negative. */
  readonly wallMicros: number;
  /** What happened: upper case, at most 64 characters. */
  readonly kind: string;
  /** Who did it: the actor's name, or a person's role. */
  readonly actor: string;
  readonly hidden: readonly HiddenField[];
  readonly payload: Uint8Array;
};

/** Returns the leaf of `record`. @throws AssertionError when a part of it is out of its bounds. */
export function leafBytes(record: AuditRecord): Uint8Array {
  const { sequence, wallMicros, kind, actor, payload } = record;
  assert(Number.isSafeInteger(sequence) && sequence >= 0, "a sequence is a whole number");
  assert(Number.isSafeInteger(wallMicros) && wallMicros >= 0, "wall time is whole microseconds");
  assert(KIND.test(kind), `a kind is upper case: current one is ${kind}`);
  assert(ACTOR.test(actor), `an actor has a name of the desk: current one is ${actor}`);
  const fields = fieldBytes(record.hidden);
  const isInline = payload.length <= INLINE_PAYLOAD_BYTES_MAX;
  const head = Buffer.alloc(HEAD_BYTES);
  head[0] = VERSION;
  head[1] = isInline ? 0 : BY_HASH;
  head[2] = kind.length;
  head[3] = actor.length;
  head.writeUInt16BE(record.hidden.length, 4);
  head.writeBigUInt64BE(BigInt(sequence), 6);
  head.writeBigUInt64BE(BigInt(wallMicros), 14);
  const body = isInline ? payload : payloadReference(payload);
  const leaf = Buffer.concat([head, Buffer.from(kind + actor, "ascii"), fields, body]);
  assert(leaf.length <= ENTRY_BYTES_MAX, "a leaf is at most 65,535 bytes long");
  return leaf;
}

function payloadReference(payload: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(payload.length));
  return Buffer.concat([bytes, sha256(payload)]);
}

function fieldBytes(fields: readonly HiddenField[]): Uint8Array {
  assert(fields.length <= FIELDS_MAX, `a record hides at most ${FIELDS_MAX} fields`);
  const sorted = [...fields].sort((left, right) => (left.name < right.name ? -1 : 1));
  const parts = sorted.flatMap(({ name, hash }, at) => {
    assert(FIELD.test(name), `a field has a plain name: current one is ${name}`);
    assert(sorted[at - 1]?.name !== name, "a field is hidden once");
    assert(hash.length === HASH_BYTES, "a field is hidden by a SHA-256");
    return [Uint8Array.of(name.length), Buffer.from(name, "ascii"), hash];
  });
  return Buffer.concat(parts);
}
