/** A file explains itself: its own entries are all that a reader needs. */
import { describe, expect, test } from "bun:test";
import { defineMessage } from "../../../src/runtime/codec/define-message.ts";
import { float64, oneOf, text } from "../../../src/runtime/codec/field.ts";
import { FileTable, schemaEntryOf } from "../../../src/runtime/codec/file-table.ts";
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
  const head = { version: 1, sequence: 0, committedAt: 0, actor: 0, flags: 0, wallMicros: 0 };
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

  test("refuses an entry that is none, by its name", () => {
    const table = new FileTable();
    expect(() => table.take(record(TYPE_SCHEMA, Uint8Array.of(0xc1)))).toThrow("layout of schema");
    expect(() => table.take(record(TYPE_ACTOR, Uint8Array.of(0x01)))).toThrow("layout of actor");
    const bare = Uint8Array.of(0x81, 0xa6, ...new TextEncoder().encode("number"), 0x01);
    expect(() => table.take(record(TYPE_SCHEMA, bare))).toThrow("a schema entry has fields");
  });
});
