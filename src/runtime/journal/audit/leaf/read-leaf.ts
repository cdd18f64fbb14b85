/** Reads a leaf of the log's own making again: what it says, and where its payload is. */
import { HASH_BYTES } from "../tree/tree-hash.ts";
import { BY_HASH, HEAD_BYTES } from "./leaf-bytes.ts";

/** A leaf as it is written. */
export type ReadLeaf = {
  readonly kind: string;
  readonly actor: string;
  /** Canonical JSON; the SHA-256 of it while `isByHash`. */
  readonly payload: Uint8Array;
  readonly isByHash: boolean;
};

/** @throws Error when the bytes are shorter than they say. */
export function readLeaf(leaf: Uint8Array): ReadLeaf {
  const bytes = Buffer.from(leaf.buffer, leaf.byteOffset, leaf.length);
  const actorAt = HEAD_BYTES + bytes.readUInt8(2);
  let at = actorAt + bytes.readUInt8(3);
  const kind = bytes.toString("ascii", HEAD_BYTES, actorAt);
  const actor = bytes.toString("ascii", actorAt, at);
  for (let fields = bytes.readUInt16BE(4); fields > 0; fields -= 1) {
    at += 1 + bytes.readUInt8(at) + HASH_BYTES;
  }
  const isByHash = bytes.readUInt8(1) === BY_HASH;
  return { kind, actor, payload: isByHash ? bytes.subarray(at + 8) : bytes.subarray(at), isByHash };
}
