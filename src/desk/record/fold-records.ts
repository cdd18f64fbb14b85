/** The fold of a journal that is there: of its newest snapshot, and of the records behind it. */
import { FileTable } from "../../runtime/codec/file-table.ts";
import type { Schema } from "../../runtime/codec/message-type.ts";
import type { FileRecord } from "../../runtime/codec/record-file.ts";
import { MARK_FIRST } from "../../runtime/journal/format/mark.ts";
import { Kept, type KeptBody } from "../message/kept.ts";
import { OrderEvent } from "../message/order-event.ts";
import { type EventLayout, eventLayoutOf } from "./event-schema.ts";
import { JournalFold } from "./journal-fold.ts";
import type { EventBody } from "./order-image.ts";

export type Folded = {
  readonly fold: JournalFold;
  /** What the records say of their numbers. */
  readonly table: FileTable;
};

/**
 * @param state Of the snapshot; null without one.
 * @param records Behind it, with the entries that explain them.
 * @throws {Error} When the snapshot or an entry is of another program.
 */
export function foldRecords(state: Uint8Array | null, records: Iterable<FileRecord>): Folded {
  const fold = state === null ? new JournalFold() : JournalFold.decode(state);
  const table = new FileTable();
  const events = OrderEvent.codec.createView();
  const layoutOf = memo(eventLayoutOf);

  let bytes = new Uint8Array(1_024);
  let data = new DataView(bytes.buffer);

  const takeEvent = (record: FileRecord, layout: EventLayout): undefined => {
    const { actor, sequence, payload } = record;
    const { name = "", kind } = table.actors.get(actor) ?? {};
    if (kind !== "execution") return;
    if (layout === "OLDER") {
      fold.takeEvent(name, sequence, table.decode(record) as EventBody);
      return;
    }
    // A payload has no buffer until it is asked for one, and that costs more than this copy.
    if (bytes.length < payload.length) {
      bytes = new Uint8Array(payload.length);
      data = new DataView(bytes.buffer);
    }
    bytes.set(payload);
    events.bind(data, 0, payload.length);
    // Read in place: the fold keeps a few of its fields.
    fold.takeEvent(name, sequence, events);
  };
  for (const record of records) {
    if (table.take(record) || record.type >= MARK_FIRST) continue;
    if (!fold.takeRecord(record.actor, record.sequence)) continue;
    const schema = table.types.get(record.type);
    if (schema === undefined) continue;
    const layout = layoutOf(schema);
    if (layout !== "NONE") takeEvent(record, layout);
    else if (isKept(schema)) fold.takeKept(table.decode(record) as KeptBody);
  }
  return { fold, table };
}

function isKept({ name, version }: Schema): boolean {
  return name === Kept.name && version === Kept.version;
}

/** Hashing is slow, and there are few schemas. */
function memo<Answer>(judge: (schema: Schema) => Answer): (schema: Schema) => Answer {
  const known = new WeakMap<Schema, Answer>();
  return (schema) => {
    const is = known.get(schema) ?? judge(schema);
    known.set(schema, is);
    return is;
  };
}
