/**
 * Where each field of a compiled message lies, planned once when the message is defined.
 *
 * ```text
 *   ├────────┬──────────────────────────────┬───────────────────┬────────────────────────────┤
 *   │ header │ float64 9 │ int32 5 │ enum 2 │ text 1 to 32, ... │ levels 3 + 9 for a number  │
 *   └────────┴──────────────────────────────┴───────────────────┴────────────────────────────┘
 *     fixarray 1, or array16 3 beyond 15 fields     bytes of each, its msgpack header included
 * ```
 */
import { assert } from "../../core/assert.ts";
import type { FieldKind, Schema, SchemaField } from "./message-type.ts";

const FIXARRAY_FIELDS_MAX = 15;
const FIXED_BYTES = { float64: 9, int32: 5, enum: 2 } as const;
/** msgpack's header byte of each kind that lies at a fixed place: float 64, int 32, int 8. */
export const WIRE_BYTE = { float64: 0xcb, int32: 0xd2, enum: 0xd0 } as const;
const FIELD_NAME = /^[a-zA-Z][a-zA-Z0-9]*$/;
const MESSAGE_NAME = /^[a-z][a-z0-9-]*$/;
/** Members of a view, which a field would hide. */
const RESERVED_NAMES = ["copy", "toJSON", "constructor", "bind", "poison"] as const;
const RANK: Readonly<Record<FieldKind, number>> = {
  float64: 0,
  int32: 0,
  enum: 0,
  text: 1,
  levels: 2,
};

/** A field of fixed place; `offset` is from the start of the message to the field's header byte. */
export type FixedField = {
  readonly field: SchemaField;
  readonly kind: keyof typeof WIRE_BYTE;
  readonly offset: number;
};

/** The plan of one message type. */
export type MessageLayout = {
  readonly name: string;
  readonly headerBytes: readonly number[];
  readonly fixed: readonly FixedField[];
  /** Bytes of the header and of all fixed fields. */
  readonly fixedBytes: number;
  readonly texts: readonly SchemaField[];
  readonly levels: SchemaField | null;
  /** Names of all fields, in the order of the wire. */
  readonly names: readonly string[];
};

/** @throws {AssertionError} When a name or the order of the fields is not allowed. */
export function planLayout({ name, version, fields }: Schema): MessageLayout {
  checkIdentity(name, version);
  assert(fields.length >= 1 && fields.length <= 0xff, `${name} has 1 to 255 fields`);
  checkFields(name, fields);

  const headerBytes =
    fields.length <= FIXARRAY_FIELDS_MAX ? [0x90 | fields.length] : [0xdc, 0, fields.length];
  const fixed: FixedField[] = [];
  let fixedBytes = headerBytes.length;
  for (const field of fields) {
    if (field.kind === "text" || field.kind === "levels") break;
    fixed.push({ field, kind: field.kind, offset: fixedBytes });
    fixedBytes += FIXED_BYTES[field.kind];
  }
  return {
    name,
    headerBytes,
    fixed,
    fixedBytes,
    texts: fields.filter(({ kind }) => kind === "text"),
    levels: fields.find(({ kind }) => kind === "levels") ?? null,
    names: fields.map((field) => field.name),
  };
}

/** @throws {AssertionError} When a message may not be called so, or a record cannot carry it. */
export function checkIdentity(name: string, version: number): undefined {
  assert(MESSAGE_NAME.test(name), `name of a message is kebab-case: current name is "${name}"`);
  assert(
    Number.isInteger(version) && version >= 1 && version <= 0x7fff,
    `version of ${name} is 1 to 32,767: current version is ${version}`,
  );
}

/** Whether fields may be of this kind. */
export function isFieldKind(kind: unknown): kind is FieldKind {
  return typeof kind === "string" && Object.hasOwn(RANK, kind);
}

function checkFields(message: string, fields: readonly SchemaField[]): undefined {
  let rank = 0;
  for (const { name, kind, names } of fields) {
    assert(FIELD_NAME.test(name), `name of a field of ${message} is camelCase: "${name}"`);
    assert(
      !RESERVED_NAMES.some((reserved) => reserved === name),
      `field of ${message} is not named like a member of its view: "${name}"`,
    );
    assert(
      RANK[kind] >= rank,
      `${message} has numbers and enums first, then texts, then levels: "${name}" comes too late`,
    );
    rank = RANK[kind];
    if (kind === "enum") checkEnum(`${name} of ${message}`, names ?? []);
  }
  const levelsCount = fields.filter(({ kind }) => kind === "levels").length;
  assert(levelsCount <= 1, `${message} has at most one field of levels`);
}

function checkEnum(label: string, names: readonly string[]): undefined {
  assert(names.length >= 1 && names.length <= 128, `${label} has 1 to 128 names`);
  assert(new Set(names).size === names.length, `${label} has each name once`);
  for (const name of names) {
    assert(/^[A-Za-z][A-Za-z0-9_]*$/.test(name), `${label} has names of letters: "${name}"`);
  }
}
