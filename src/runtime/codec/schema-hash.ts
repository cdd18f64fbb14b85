/**
 * One hash of a layout: equal hashes read each other's bytes and mean the same by them.
 *
 * Name, version, and each field's name, kind, unit and enum names go in, in the order of the wire.
 */
import type { Schema } from "./message-type.ts";

const HASH_DIGITS = 16;

/** Returns 16 hexadecimal digits. */
export function hashSchema({ name, version, fields }: Schema): string {
  const layout = fields.map((field) => [field.name, field.kind, field.unit, field.names ?? []]);
  return new Bun.CryptoHasher("sha256")
    .update(JSON.stringify([name, version, layout]))
    .digest("hex")
    .slice(0, HASH_DIGITS);
}
