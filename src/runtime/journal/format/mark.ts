/**
 * What a journal says of itself, among the records of others: types that no message has.
 *
 * A COMMIT closes each group. It is of fixed size and its payload is msgpack all the same: an array of
 * the count of records before it in its group, the journal sequence of the first of them, who closed
 * the group, the chain's hash and -1. Its last byte is therefore 0xFF: a COMMIT whose end is missing
 * is told from one that is damaged.
 */

import { packBody } from "../../codec/msgpack.ts";
import type { FileRecord } from "../../codec/record-file.ts";
import { alignFrame, FRAME_HEAD_BYTES } from "../../codec/record-frame.ts";
import { TYPE_MARK_FIRST } from "../../codec/type-table.ts";
import { HASH_BYTES } from "./segment-header.ts";

export const MARK_COMMIT = 0xfffb;
/** Nothing follows it in its segment. */
export const MARK_SEGMENT_END = 0xfffa;
export const MARK_RUN_STARTED = 0xfff9;
export const MARK_RUN_ENDED = 0xfff8;
export const MARK_SNAPSHOT = 0xfff7;
/** What recovery found and did, said by the run behind it. */
export const MARK_RECOVERED = 0xfff6;
/** In a file of its own: why nothing more could be written. */
export const MARK_HALTED = TYPE_MARK_FIRST;

/** Types from here on up are never a message's. */
export const MARK_FIRST = TYPE_MARK_FIRST;

/** Number of the actor of what the journal itself says. */
export const JOURNAL_ACTOR = -1;

/** A group whose bytes were synced before anybody was told. */
export const CLOSED_BY_WRITER = 1;
/** A group whose commit was lost, closed by recovery: its records were told to nobody. */
export const CLOSED_BY_RECOVERY = 2;

export type Commit = {
  /** Records before it in its group. */
  readonly count: number;
  /** Journal sequence of the first record of its group, or its own when there is none. */
  readonly firstSequence: number;
  readonly closedBy: typeof CLOSED_BY_WRITER | typeof CLOSED_BY_RECOVERY;
  readonly chain: Uint8Array;
};

const COUNT_AT = 1;
const FIRST_AT = 6;
const CLOSED_AT = 15;
const CHAIN_AT = 17;
const LAST_AT = CHAIN_AT + 2 + HASH_BYTES;
const COMMIT_PAYLOAD_BYTES = LAST_AT + 1;

/** Bytes of a COMMIT's frame. */
export const COMMIT_FRAME_BYTES = alignFrame(FRAME_HEAD_BYTES + COMMIT_PAYLOAD_BYTES);

/** The msgpack that is the same in every COMMIT. */
export function commitPayload(): Uint8Array {
  const payload = new Uint8Array(COMMIT_PAYLOAD_BYTES);
  payload[0] = 0x95;
  payload[COUNT_AT] = 0xce;
  payload[FIRST_AT] = 0xcb;
  payload[CLOSED_AT] = 0xcc;
  payload[CHAIN_AT] = 0xc4;
  payload[CHAIN_AT + 1] = HASH_BYTES;
  payload[LAST_AT] = 0xff;
  return payload;
}

/** Fills what is not the same into a payload of {@link commitPayload}, by a view of it. */
export function fillCommit(payload: Uint8Array, data: DataView, commit: Commit): undefined {
  data.setUint32(COUNT_AT + 1, commit.count);
  data.setFloat64(FIRST_AT + 1, commit.firstSequence);
  payload[CLOSED_AT + 1] = commit.closedBy;
  payload.set(commit.chain, CHAIN_AT + 2);
}

/** Null when it is no payload of a COMMIT. */
export function readCommit(payload: Uint8Array): Commit | null {
  if (payload.length !== COMMIT_PAYLOAD_BYTES) return null;
  const data = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const closedBy = payload[CLOSED_AT + 1];
  if (closedBy !== CLOSED_BY_WRITER && closedBy !== CLOSED_BY_RECOVERY) return null;
  return {
    count: data.getUint32(COUNT_AT + 1),
    firstSequence: data.getFloat64(FIRST_AT + 1),
    closedBy,
    chain: payload.slice(CHAIN_AT + 2, LAST_AT),
  };
}

/** A record of the journal's own, whose body is packed. */
export function markOf(
  type: number,
  body: object,
  head: Pick<FileRecord, "sequence" | "committedAt" | "wallMicros">,
): FileRecord {
  const payload = packBody(body).slice();
  return { type, version: 1, actor: JOURNAL_ACTOR, flags: 0, payload, ...head };
}
