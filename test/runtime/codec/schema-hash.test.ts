/** A hash must change whenever the bytes, or what they mean, do. */
import { expect, test } from "bun:test";
import { defineMessage } from "../../../src/runtime/codec/define-message.ts";
import { float64, int32, oneOf } from "../../../src/runtime/codec/field.ts";
import { hashSchema } from "../../../src/runtime/codec/schema-hash.ts";

const price = float64("ticks");
const side = oneOf("BUY", "SELL");
const base = { side, price, lots: price };

function hashOf(fields: Parameters<typeof defineMessage>[2], name = "quote", version = 1): string {
  return hashSchema(defineMessage(name, version, fields).schema);
}

test("hashSchema gives equal layouts one hash of 16 digits", () => {
  expect(hashOf(base)).toBe(hashOf({ ...base }));
  expect(hashOf(base)).toMatch(/^[0-9a-f]{16}$/);
});

test.each([
  ["a field's name", { side, bid: price, lots: price }],
  ["a field's kind", { side, price: int32("ticks"), lots: price }],
  ["a field's unit", { side, price: float64("lots"), lots: price }],
  ["the order of fields", { price, side, lots: price }],
  ["the order of an enum's names", { ...base, side: oneOf("SELL", "BUY") }],
  ["a further name of an enum", { ...base, side: oneOf("BUY", "SELL", "NONE") }],
  ["a further field", { ...base, more: price }],
])("hashSchema changes with %s", (_, fields) => {
  expect(hashOf(fields)).not.toBe(hashOf(base));
});

test("hashSchema changes with name and version", () => {
  expect(new Set([hashOf(base), hashOf(base, "trade"), hashOf(base, "quote", 2)]).size).toBe(3);
});
