/** A file explains itself: its own entries are all that a reader needs. */
import { describe, expect, test } from "bun:test";
import { defineMessage } from "../../../src/runtime/codec/define-message.ts";
import { float64, oneOf, text } from "../../../src/runtime/codec/field.ts";
import { schemaEntryOf } from "../../../src/runtime/codec/file-entry.ts";
import { FileTable } from "../../../src/runtime/codec/file-table.ts";
import { packBody } from "../../../src/runtime/codec/msgpack.ts";
import { type FileRecord, RecordFile } from "../../../src/runtime/codec/record-file.ts";
import { RecordFrames } from "../../../src/runtime/codec/record-frames.ts";
import { TYPE_ACTOR, TYPE_INSTRUMENT, TYPE_SCHEMA } from "../../../src/runtime/codec/type-table.ts";

const Order = defineMessage("order", 3, {
  side: oneOf("BUY", "SELL"),
  priceTicks: float64("ticks"),
  orderId: text(),
});
const order = { side: "SELL", priceTicks: 7.5, orderId: "a1" } as const;
const NUMBER = 12;

function record(type: number, payload: Uint8Array): FileRecord {
  const head = { version: 3, sequence: 0, committedAt: 0, actor: 0, flags: 0, wallMicros: 0 };
  return { ...head, type, payload };
}

function orderBytes(): Uint8Array {
  const bytes = new Uint8Array(Order.codec.sizeOf(order));
  Order.codec.write(new DataView(bytes.buffer), 0, order);
  return bytes;
}

describe("FileTable", () => {
  test("decodes messages by the entries of their own file", () => {
    const frames = new RecordFrames();
    const entry = { number: NUMBER, name: "order", version: 3, schema: Order.schema };
    const actor = { number: 4, name: "risk", kind: "risk", incarnation: 2 };
    frames.addEntry(TYPE_SCHEMA, schemaEntryOf(entry), 1);
    frames.addEntry(TYPE_ACTOR, actor, 2);
    frames.addEntry(TYPE_INSTRUMENT, { number: 0, symbol: "BTC-USDT", tick: "0.01" }, 3);
    const payload = orderBytes();
    frames.add(record(NUMBER, payload), new DataView(payload.buffer));

    const table = new FileTable();
    const messages = [...new RecordFile(frames.take())].filter((each) => !table.take(each));
    expect(table.types.get(NUMBER)).toEqual(Order.schema);
    expect(table.actors.get(4)).toEqual(actor);
    expect(table.instruments.get(0)).toEqual({ number: 0, symbol: "BTC-USDT", tick: "0.01" });
    expect(messages.map((each) => table.decode(each))).toEqual([order]);
  });

  test("decodes nothing that the file did not explain", () => {
    expect(new FileTable().decode(record(NUMBER, orderBytes()))).toBeNull();
  });

  test("decodes nothing of another version than the file explains", () => {
    const table = new FileTable();
    table.take(schemaRecord({ ...Order.schema, number: NUMBER }));
    expect(table.decode(record(NUMBER, orderBytes()))).toEqual(order);
    expect(() => table.decode({ ...record(NUMBER, orderBytes()), version: 2 })).toThrow(
      "record of order has the version that its file explains, 3: current version is 2",
    );
  });

  test("refuses an entry that is none, by its name", () => {
    const table = new FileTable();
    expect(() => table.take(record(TYPE_SCHEMA, Uint8Array.of(0xc1)))).toThrow("layout of schema");
    expect(() => table.take(record(TYPE_ACTOR, Uint8Array.of(0x01)))).toThrow("layout of actor");
    expect(() => table.take(record(TYPE_INSTRUMENT, Uint8Array.of(0x80)))).toThrow(
      "instrument entry has a number",
    );
  });

  test("a refused entry takes away what its number meant, or what all meant when it has none", () => {
    const table = new FileTable();
    const explain = (number: number) => table.take(schemaRecord({ ...Order.schema, number }));
    explain(1);
    explain(2);
    expect(() => table.take(schemaRecord({ number: 1 }))).toThrow("a schema entry has a name");
    expect([...table.types.keys()]).toEqual([2]);
    explain(1);
    expect(() => table.take(schemaRecord({ name: "order" }))).toThrow("schema entry has a number");
    expect([...table.types.keys()]).toEqual([]);
  });
});

function schemaRecord(entry: object): FileRecord {
  return record(TYPE_SCHEMA, packBody(entry).slice());
}
