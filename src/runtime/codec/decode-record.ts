/**
 * Any record as a plain object, by its schema alone: for tools, and for files whose layouts no code
 * of today knows. Slow, and made for nothing else.
 */
import { AssertionError } from "../../core/assert.ts";
import type { Schema, SchemaField } from "./message-type.ts";
import { unpackBody } from "./msgpack.ts";
import { refuseBytes, refuseIndex } from "./refuse.ts";

/**
 * Returns the fields by their names, enums as their names.
 *
 * @param bytes The payload, in memory that nobody writes to.
 * @throws {AssertionError} When the bytes are not of this schema.
 */
export function decodeRecord(schema: Schema, bytes: Uint8Array): unknown {
  const value = unpack(schema, bytes);
  if (schema.fields.length === 0) return value;
  if (!Array.isArray(value) || value.length !== schema.fields.length) {
    refuseBytes(schema.name, bytes.length);
  }
  return Object.fromEntries(
    schema.fields.map((field, index) => [field.name, checked(schema, field, value[index])]),
  );
}

function unpack(schema: Schema, bytes: Uint8Array): unknown {
  try {
    return unpackBody(bytes);
  } catch {
    return refuseBytes(schema.name, bytes.length);
  }
}

function checked(schema: Schema, { name, kind, names = [] }: SchemaField, value: unknown): unknown {
  const label = `${name} of ${schema.name}`;
  if (kind === "enum") return names[Number(value)] ?? refuseIndex(label, names, Number(value));
  const isOfKind =
    kind === "text"
      ? typeof value === "string"
      : kind === "levels"
        ? Array.isArray(value) && value.every((each) => typeof each === "number")
        : typeof value === "number";
  if (!isOfKind) throw new AssertionError(`Invariant: ${label} is of kind ${kind}`);
  return value;
}
