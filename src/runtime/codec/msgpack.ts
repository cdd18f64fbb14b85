/**
 * The one configuration of msgpackr: no records, whose readers must have seen the first of them,
 * and no views into memory that somebody else will write to.
 */
import { Packr } from "msgpackr";

const packr = new Packr({ useRecords: false, copyBuffers: true });

/** The bytes lie in memory of the packer: copy them before the next call. */
export function packBody(body: unknown): Uint8Array {
  return packr.pack(body);
}

/** @throws {Error} When the bytes are not msgpack. */
export function unpackBody(bytes: Uint8Array): unknown {
  return packr.unpack(bytes);
}
