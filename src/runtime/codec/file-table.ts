/**
 * What the numbers in a file of records stand for: its entries, read before the records that need
 * them. Later entries replace earlier ones of the same number.
 */
import { assert } from "../../core/assert.ts";
import { decodeRecord } from "./decode-record.ts";
import type { Schema } from "./message-type.ts";
import { unpackBody } from "./msgpack.ts";
import type { FileRecord } from "./record-file.ts";
import { refuseBytes } from "./refuse.ts";
import { TYPE_ACTOR, TYPE_INSTRUMENT, TYPE_SCHEMA, type TypeEntry } from "./type-table.ts";

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

export class FileTable {
  readonly types = new Map<number, Schema>();
  readonly actors = new Map<number, ActorEntry>();
  readonly instruments = new Map<number, InstrumentEntry>();

  /**
   * True when the record was an entry; false when it is a message.
   *
   * @throws {AssertionError} When an entry is not what its type says.
   */
  take({ type, payload }: FileRecord): boolean {
    switch (type) {
      case TYPE_SCHEMA: {
        const { number, ...schema } = unpackEntry<SchemaEntry>("schema", payload);
        assert(Array.isArray(schema.fields), "a schema entry has fields");
        this.types.set(number, schema);
        return true;
      }
      case TYPE_ACTOR: {
        const entry = unpackEntry<ActorEntry>("actor", payload);
        this.actors.set(entry.number, entry);
        return true;
      }
      case TYPE_INSTRUMENT: {
        const entry = unpackEntry<InstrumentEntry>("instrument", payload);
        this.instruments.set(entry.number, entry);
        return true;
      }
      default:
        return false;
    }
  }

  /** The body of a message as a plain object; null when the file does not explain its type. */
  decode({ type, payload }: FileRecord): unknown {
    const schema = this.types.get(type);
    return schema === undefined ? null : decodeRecord(schema, payload);
  }
}

/** The entry that explains a type's number. */
export function schemaEntryOf({ number, schema }: TypeEntry): SchemaEntry {
  return { number, ...schema };
}

function unpackEntry<Entry extends { readonly number: number }>(
  name: string,
  payload: Uint8Array,
): Entry {
  let entry: unknown;
  try {
    entry = unpackBody(payload);
  } catch {
    refuseBytes(name, payload.length);
  }
  const isEntry = typeof entry === "object" && entry !== null && "number" in entry;
  if (!isEntry) refuseBytes(name, payload.length);
  return entry as Entry;
}
