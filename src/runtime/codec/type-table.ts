/**
 * The numbers that message types have in one run of the desk.
 *
 * ```text
 *   1 up          types of the desk, by name and version; types that arrive later come behind
 *   0xFF00 up     the runtime's own types
 *   0xFFF5 up     what a journal says of itself, never in a ring: see its mark.ts
 *   0xFFFC        actor         | entries of files of records,
 *   0xFFFD        instrument    | never in a ring
 *   0xFFFE        schema        |
 *   0xFFFF        padding of a ring
 * ```
 */
import { assert } from "../../core/assert.ts";
import { failWith, type Result, succeed } from "../../core/result.ts";
import type { Schema } from "./message-type.ts";
import { hashSchema } from "./schema-hash.ts";

export const TYPE_FIRST = 1;
export const RUNTIME_TYPE_FIRST = 0xff00;
/** From here on up are types that only files have. */
export const TYPE_MARK_FIRST = 0xfff5;
/** Says who an actor number is. */
export const TYPE_ACTOR = 0xfffc;
/** Says what an instrument number is. */
export const TYPE_INSTRUMENT = 0xfffd;
/** Says what a type number is. */
export const TYPE_SCHEMA = 0xfffe;

/** One message type of a run. */
export type TypeEntry = {
  readonly number: number;
  readonly name: string;
  readonly version: number;
  readonly schema: Schema;
};

/** Two layouts under one name and version: one of them needs a new version. */
export type TypeConflict = {
  readonly name: string;
  readonly version: number;
  readonly schemas: readonly [Schema, Schema];
  readonly hashes: readonly [string, string];
};

/** Numbers all types of a desk. A schema may be named by many actors; `runtime` come apart. */
export function numberTypes(
  schemas: readonly Schema[],
  runtime: readonly Schema[],
): Result<readonly TypeEntry[], TypeConflict> {
  const own = append([], runtime, RUNTIME_TYPE_FIRST);
  return own.ok ? append(own.value, schemas, TYPE_FIRST) : own;
}

/** Numbers the types of an actor that arrived while the desk runs; `types` keep their numbers. */
export function appendTypes(
  types: readonly TypeEntry[],
  schemas: readonly Schema[],
): Result<readonly TypeEntry[], TypeConflict> {
  const last = types.reduce(
    (greatest, { number }) => (number < RUNTIME_TYPE_FIRST ? Math.max(greatest, number) : greatest),
    TYPE_FIRST - 1,
  );
  return append(types, schemas, last + 1);
}

/** The entry of a type, or null when no actor of the run ever named it. */
export function findType(
  types: readonly TypeEntry[],
  name: string,
  version: number,
): TypeEntry | null {
  return types.find((entry) => entry.name === name && entry.version === version) ?? null;
}

function append(
  types: readonly TypeEntry[],
  schemas: readonly Schema[],
  first: number,
): Result<readonly TypeEntry[], TypeConflict> {
  const entries = [...types];
  let next = first;
  for (const schema of schemas.toSorted(byNameAndVersion)) {
    const { name, version } = schema;
    const known = findType(entries, name, version);
    if (known === null) {
      entries.push({ number: next, name, version, schema });
      next += 1;
      continue;
    }
    const hashes = [hashSchema(known.schema), hashSchema(schema)] as const;
    if (hashes[0] !== hashes[1]) {
      return failWith({ name, version, schemas: [known.schema, schema], hashes });
    }
  }
  assert(
    next <= (first < RUNTIME_TYPE_FIRST ? RUNTIME_TYPE_FIRST : TYPE_MARK_FIRST),
    "a run has fewer than 65,280 message types of its own, and 245 of the runtime's",
  );
  return succeed(entries.toSorted((left, right) => left.number - right.number));
}

function byNameAndVersion(left: Schema, right: Schema): number {
  if (left.name !== right.name) return left.name < right.name ? -1 : 1;
  return left.version - right.version;
}
