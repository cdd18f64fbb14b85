/**
 * Any record as a plain object, by its schema alone: for tools, and for files whose layouts no code
 * of today knows. Slow, and made for nothing else.
 */
import { assertNever } from "../../core/assert.ts";
import type { FieldKind, Schema, SchemaField } from "./message-type.ts";
import { unpackBody } from "./msgpack.ts";
import { unpackFields } from "./packed-view.ts";
import { refuseBytes, refuseIndex, refuseKind } from "./refuse.ts";
import { TEXT_BYTES_MAX } from "./text-field.ts";

/**
 * Returns the fields by their names, enums as their names. Any msgpack of a field's value will do,
 * not only the one that compiled writers choose; a packed record is what it says of itself.
 *
 * @param bytes The payload, in memory that nobody writes to.
 * @throws {AssertionError} When the bytes are not of this schema.
 */
export function decodeRecord(schema: Schema, bytes: Uint8Array): unknown {
  const { name, fields } = schema;
  if (fields.length === 0) return unpackFields(name, bytes);
  const values = unpackBody(name, bytes);
  if (!Array.isArray(values) || values.length !== fields.length) refuseBytes(name, bytes.length);
  return Object.fromEntries(
    fields.map((field, index) => [field.name, fieldValue(schema, field, values[index])]),
  );
}

function fieldValue(schema: Schema, field: SchemaField, value: unknown): unknown {
  const label = `${field.name} of ${schema.name}`;
  if (field.kind === "enum") return enumName(label, field.names ?? [], value);
  if (!isOfKind(field.kind, value)) refuseKind(label, field.kind);
  return value;
}

function enumName(label: string, names: readonly string[], value: unknown): string {
  if (typeof value !== "number") return refuseKind(label, "enum");
  return names[value] ?? refuseIndex(label, names, value);
}

function isOfKind(kind: Exclude<FieldKind, "enum">, value: unknown): boolean {
  switch (kind) {
    case "float64":
      return typeof value === "number";
    case "int32":
      return typeof value === "number" && (value | 0) === value;
    case "text":
      return typeof value === "string" && Buffer.byteLength(value) <= TEXT_BYTES_MAX;
    case "levels":
      return Array.isArray(value) && value.every((each) => typeof each === "number");
    default:
      return assertNever(kind);
  }
}
