/**
 * What the numbers in a file of records stand for: its entries, read before the records that need
 * them. Later entries replace earlier ones of the same number, also when they are refused: a number
 * that is explained badly is not explained by what it meant before.
 */
import { assert } from "../../core/assert.ts";
import { decodeRecord } from "./decode-record.ts";
import {
  type ActorEntry,
  checkActorEntry,
  checkSchemaEntry,
  type InstrumentEntry,
  type UncheckedEntry,
  unpackEntry,
} from "./file-entry.ts";
import type { Schema } from "./message-type.ts";
import type { FileRecord } from "./record-file.ts";
import { TYPE_ACTOR, TYPE_INSTRUMENT, TYPE_SCHEMA } from "./type-table.ts";

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
      case TYPE_SCHEMA:
        takeEntry("schema", payload, this.types, checkSchemaEntry);
        return true;
      case TYPE_ACTOR:
        takeEntry("actor", payload, this.actors, checkActorEntry);
        return true;
      case TYPE_INSTRUMENT:
        takeEntry("instrument", payload, this.instruments, (entry) => entry);
        return true;
      default:
        return false;
    }
  }

  /**
   * The body of a message as a plain object; null when the file does not explain its type.
   *
   * @throws {AssertionError} When the bytes are not of the schema, or it is of another version.
   */
  decode({ type, version, payload }: FileRecord): unknown {
    const schema = this.types.get(type);
    if (schema === undefined) return null;
    assert(
      version === schema.version,
      `record of ${schema.name} has the version that its file explains, ${schema.version}: current version is ${version}`,
    );
    return decodeRecord(schema, payload);
  }
}

function takeEntry<Entry>(
  name: string,
  payload: Uint8Array,
  entries: Map<number, Entry>,
  check: (entry: UncheckedEntry) => Entry,
): undefined {
  let entry: UncheckedEntry;
  try {
    entry = unpackEntry(name, payload);
  } catch (error) {
    // Whose number it would have been is not known: it may be that of any.
    entries.clear();
    throw error;
  }
  entries.delete(entry.number);
  entries.set(entry.number, check(entry));
}
