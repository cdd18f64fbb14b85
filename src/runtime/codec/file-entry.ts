/**
 * The entries by which a file of records explains its numbers, checked in full: whoever wrote the
 * file, what comes out of here is what its type says.
 */
import { assert } from "../../core/assert.ts";
import { checkIdentity, isFieldKind, planLayout } from "./message-layout.ts";
import type { Schema, SchemaField } from "./message-type.ts";
import { unpackFields } from "./packed-view.ts";
import { TYPE_ACTOR, TYPE_FIRST, type TypeEntry } from "./type-table.ts";

/** Payload of an entry of type 0xFFFC. */
export type ActorEntry = {
  readonly number: number;
  readonly name: string;
  readonly kind: string;
  readonly incarnation: number;
};

/** Payload of an entry of type 0xFFFE: the schema, flat, and its number in the file. */
export type SchemaEntry = Schema & { readonly number: number };

/** Payload of an entry of type 0xFFFD. What else it says is the desk's. */
export type InstrumentEntry = { readonly number: number } & Readonly<Record<string, unknown>>;

/** An entry of which only the number is sure. */
export type UncheckedEntry = InstrumentEntry;

const ACTOR_NAME = /^[a-z0-9-]+$/;

/** The entry that explains a type's number. */
export function schemaEntryOf({ number, schema }: TypeEntry): SchemaEntry {
  return { number, ...schema };
}

/**
 * @param name Of the entry, for the error.
 * @throws {AssertionError} When the payload has no number.
 */
export function unpackEntry(name: string, payload: Uint8Array): UncheckedEntry {
  const entry = unpackFields(name, payload);
  const number = "number" in entry ? entry.number : null;
  assert(isInteger(number), `${name} entry has a number`);
  return { ...entry, number };
}

/** @throws {AssertionError} When no message type of this program could have this schema. */
export function checkSchemaEntry({ number, name, version, fields }: UncheckedEntry): Schema {
  const isType = number >= TYPE_FIRST && number < TYPE_ACTOR;
  assert(isType, `a schema entry has the number of a type: current number is ${number}`);
  assert(typeof name === "string", "a schema entry has a name");
  assert(isInteger(version), `schema entry of ${name} has a version`);
  assert(Array.isArray(fields), `schema entry of ${name} has fields`);
  const schema = { name, version, fields: fields.map((field) => checkField(name, field)) };
  // A packed type has no fields.
  if (fields.length === 0) checkIdentity(name, version);
  else planLayout(schema);
  return schema;
}

/** @throws {AssertionError} When it is no actor's. */
export function checkActorEntry({ number, name, kind, incarnation }: UncheckedEntry): ActorEntry {
  assert(typeof name === "string" && ACTOR_NAME.test(name), `actor entry ${number} has a name`);
  assert(typeof kind === "string", `actor entry of ${name} has a kind`);
  assert(isInteger(incarnation), `actor entry of ${name} has an incarnation`);
  return { number, name, kind, incarnation };
}

function checkField(message: string, field: unknown): SchemaField {
  assert(typeof field === "object" && field !== null, `schema entry of ${message} has fields`);
  const { name, kind, unit, names } = field as Readonly<Record<string, unknown>>;
  assert(typeof name === "string", `each field of ${message} has a name`);
  assert(isFieldKind(kind), `${name} of ${message} is of a kind that is known: "${kind}"`);
  assert(typeof unit === "string", `${name} of ${message} has a unit`);
  if (names === undefined) return { name, kind, unit };
  assert(isTexts(names), `${name} of ${message} has names that are texts`);
  return { name, kind, unit, names };
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}
