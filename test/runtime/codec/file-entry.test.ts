/** Entries of files, whoever wrote them: each is what its type says, or is refused by what it lacks. */
import { describe, expect, test } from "bun:test";
import { AssertionError } from "../../../src/core/assert.ts";
import {
  checkActorEntry,
  checkSchemaEntry,
  unpackEntry,
} from "../../../src/runtime/codec/file-entry.ts";
import { packBody } from "../../../src/runtime/codec/msgpack.ts";

const price = { name: "price", kind: "float64", unit: "ticks" };
const side = { name: "side", kind: "enum", unit: "", names: ["BUY", "SELL"] };
const schema = { number: 7, name: "order", version: 2, fields: [price, side] };
const actor = { number: 3, name: "feed-binance", kind: "feed", incarnation: 1 };

function taken(name: string, entry: unknown) {
  return unpackEntry(name, packBody(entry).slice());
}

describe("checkSchemaEntry", () => {
  test("takes what was defined, and of it only what a schema has", () => {
    const { number: _, ...expected } = schema;
    expect<unknown>(checkSchemaEntry(taken("schema", { ...schema, more: 1 }))).toEqual(expected);
    const packed = { number: 8, name: "log", version: 1, fields: [] };
    expect<unknown>(checkSchemaEntry(taken("schema", packed)).fields).toEqual([]);
  });

  test.each<[string, object, string]>([
    ["a name that is none", { name: "Two Words" }, "name of a message is kebab-case"],
    ["a name that is no text", { name: 5 }, "a schema entry has a name"],
    ["a number that is the table's own", { number: 0xfffe }, "has the number of a type"],
    ["the number 0", { number: 0 }, "has the number of a type: current number is 0"],
    ["version 0", { version: 0 }, "version of order is 1 to 32,767"],
    ["a version that is no number", { version: "2" }, "schema entry of order has a version"],
    ["fields that are none", { fields: 5 }, "schema entry of order has fields"],
    ["a field that is nil", { fields: [null] }, "schema entry of order has fields"],
    [
      "a field without a name",
      { fields: [{ ...price, name: 1 }] },
      "each field of order has a name",
    ],
    ["a field named __proto__", { fields: [{ ...price, name: "__proto__" }] }, "is camelCase"],
    ["a field named copy", { fields: [{ ...price, name: "copy" }] }, "like a member of its view"],
    [
      "a kind of another time",
      { fields: [{ ...price, kind: "int128" }] },
      'price of order is of a kind that is known: "int128"',
    ],
    [
      "a kind that every object has",
      { fields: [{ ...price, kind: "toString" }] },
      "price of order is of a kind that is known",
    ],
    ["no unit", { fields: [{ ...price, unit: null }] }, "price of order has a unit"],
    [
      "names that are no texts",
      { fields: [{ ...side, names: [1, 2] }] },
      "side of order has names that are texts",
    ],
    ["names that are nil", { fields: [{ ...side, names: null }] }, "side of order has names"],
    ["an enum without names", { fields: [{ ...side, names: [] }] }, "has 1 to 128 names"],
    [
      "texts before numbers",
      { fields: [{ name: "id", kind: "text", unit: "" }, price] },
      "order has numbers and enums first",
    ],
    [
      "256 fields",
      { fields: Array.from({ length: 256 }, (_, at) => ({ ...price, name: `f${at}` })) },
      "order has 1 to 255 fields",
    ],
  ])("refuses %s", (_, change, message) => {
    const check = () => checkSchemaEntry(taken("schema", { ...schema, ...change }));
    expect(check).toThrow(AssertionError);
    expect(check).toThrow(message);
  });
});

describe("checkActorEntry", () => {
  test("takes what was said of an actor, and of it only what an actor has", () => {
    expect(checkActorEntry(taken("actor", { ...actor, more: 1 }))).toEqual(actor);
  });

  test.each<[string, object, string]>([
    ["a name that is no text", { name: { a: 1 } }, "actor entry 3 has a name"],
    ["a name that a terminal would obey", { name: "\u001b[2J" }, "actor entry 3 has a name"],
    ["no kind", { kind: 1 }, "actor entry of feed-binance has a kind"],
    ["half an incarnation", { incarnation: 0.5 }, "feed-binance has an incarnation"],
  ])("refuses %s", (_, change, message) => {
    expect(() => checkActorEntry(taken("actor", { ...actor, ...change }))).toThrow(message);
  });
});

describe("unpackEntry", () => {
  test.each<[string, unknown]>([
    ["nothing", {}],
    ["a text", { number: "1" }],
    ["NaN", { number: Number.NaN }],
    ["2^53", { number: 2 ** 53 }],
    ["a big integer", { number: 2n ** 60n }],
  ])("refuses %s for a number", (_, entry) => {
    expect(() => taken("actor", entry)).toThrow("actor entry has a number");
  });

  test("refuses what is no map", () => {
    for (const value of [[1], "number", null, 5]) {
      expect(() => taken("actor", value)).toThrow("layout of actor");
    }
  });
});
