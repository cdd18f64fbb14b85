/** Decoding by a schema alone; that it agrees with the views is tested beside those. */
import { describe, expect, test } from "bun:test";
import { Packr } from "msgpackr";
import { decodeRecord } from "../../../src/runtime/codec/decode-record.ts";
import type { Schema } from "../../../src/runtime/codec/message-type.ts";

const packr = new Packr({ useRecords: false });
const schema: Schema = {
  name: "order",
  version: 1,
  fields: [
    { name: "side", kind: "enum", unit: "", names: ["BUY", "SELL"] },
    { name: "price", kind: "float64", unit: "ticks" },
    { name: "id", kind: "text", unit: "" },
    { name: "levels", kind: "levels", unit: "ticks, lots" },
  ],
};

describe("decodeRecord", () => {
  test("names the fields and the values of enums", () => {
    const bytes = packr.pack([1, 2.5, "a", [1, 2]]);
    const body = { side: "SELL", price: 2.5, id: "a", levels: [1, 2] };
    expect(decodeRecord(schema, bytes)).toEqual(body);
  });

  test.each([
    ["too few values", [1, 2.5, "a"], "has the layout of order"],
    ["a map", { side: 1 }, "has the layout of order"],
    ["an enum out of range", [2, 2.5, "a", []], "side of order is 0 to 1 on the wire"],
    ["a text for a number", [1, "2.5", "a", []], "price of order is of kind float64"],
    ["a number for a text", [1, 2.5, 3, []], "id of order is of kind text"],
    ["texts for levels", [1, 2.5, "a", ["1"]], "levels of order is of kind levels"],
  ])("refuses %s", (_, value, message) => {
    expect(() => decodeRecord(schema, packr.pack(value))).toThrow(`Invariant: `);
    expect(() => decodeRecord(schema, packr.pack(value))).toThrow(message);
  });

  test("refuses bytes that are no msgpack", () => {
    expect(() => decodeRecord(schema, Uint8Array.of(0xc1))).toThrow("has the layout of order");
  });
});
