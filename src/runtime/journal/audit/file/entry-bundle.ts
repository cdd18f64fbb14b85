/** A bundle of entries, as tlog-tiles has it: each with its length before it, 16 bits, big-endian. */
import { assert } from "../../../../core/assert.ts";

/** Most bytes of a leaf. */
export const ENTRY_BYTES_MAX = 0xffff;

const LENGTH_BYTES = 2;

/** Returns the bundle of `entries`. */
export function bundleOf(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = entries.reduce((sum, entry) => sum + LENGTH_BYTES + entry.length, 0);
  const bundle = Buffer.allocUnsafe(bytes);
  let at = 0;
  for (const entry of entries) {
    assert(entry.length <= ENTRY_BYTES_MAX, "an entry is at most 65,535 bytes long");
    bundle.writeUInt16BE(entry.length, at);
    bundle.set(entry, at + LENGTH_BYTES);
    at += LENGTH_BYTES + entry.length;
  }
  return bundle;
}

/** The entries of a bundle. @throws Error when the last one is cut. */
export function entriesOf(bundle: Uint8Array): readonly Uint8Array[] {
  const bytes = Buffer.from(bundle.buffer, bundle.byteOffset, bundle.length);
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + LENGTH_BYTES + bytes.readUInt16BE(at);
    if (end > bytes.length) throw new Error("Cannot read a bundle whose last entry is cut");
    entries.push(bytes.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  return entries;
}
