/** The numbers of message types: stable while the desk runs, and never two layouts for one. */
import { describe, expect, test } from "bun:test";
import type { Schema } from "../../../src/runtime/codec/message-type.ts";
import {
  appendTypes,
  findType,
  numberTypes,
  type TypeEntry,
} from "../../../src/runtime/codec/type-table.ts";

function schema(name: string, version = 1, unit = "ticks"): Schema {
  return { name, version, fields: [{ name: "price", kind: "float64", unit }] };
}

function numbersOf(outcome: ReturnType<typeof numberTypes>): [number, string, number][] {
  if (!outcome.ok) throw new Error(`types of ${outcome.failure.name} differ`);
  return outcome.value.map(({ number, name, version }) => [number, name, version]);
}

function typesOf(outcome: ReturnType<typeof numberTypes>): readonly TypeEntry[] {
  return outcome.ok ? outcome.value : [];
}

describe("numberTypes", () => {
  test("numbers by name, then version, from 1; the runtime's own from 0xFF00", () => {
    const outcome = numberTypes(
      [schema("trade"), schema("quote", 10), schema("quote", 2)],
      [schema("log"), schema("gap")],
    );
    expect(numbersOf(outcome)).toEqual([
      [1, "quote", 2],
      [2, "quote", 10],
      [3, "trade", 1],
      [0xff00, "gap", 1],
      [0xff01, "log", 1],
    ]);
  });

  test("numbers a type once, however many actors name it, the runtime's among them", () => {
    const outcome = numberTypes([schema("log"), schema("a"), schema("a")], [schema("log")]);
    expect(numbersOf(outcome)).toEqual([
      [1, "a", 1],
      [0xff00, "log", 1],
    ]);
  });

  test("refuses two layouts of one name and version, and names both", () => {
    const outcome = numberTypes([schema("quote"), schema("quote", 1, "lots")], []);
    if (outcome.ok) throw new Error("two layouts got one number");
    const { name, version, schemas, hashes } = outcome.failure;
    expect([name, version]).toEqual(["quote", 1]);
    expect(schemas.map(({ fields }) => fields[0]?.unit)).toEqual(["ticks", "lots"]);
    expect(hashes[0]).not.toBe(hashes[1]);
  });
});

describe("appendTypes", () => {
  test("keeps every number and goes on behind the greatest", () => {
    const types = typesOf(numberTypes([schema("b"), schema("d")], [schema("log")]));
    const outcome = appendTypes(types, [schema("c"), schema("a"), schema("b"), schema("log")]);
    expect(numbersOf(outcome)).toEqual([
      [1, "b", 1],
      [2, "d", 1],
      [3, "a", 1],
      [4, "c", 1],
      [0xff00, "log", 1],
    ]);
  });

  test("refuses another layout of a type that has a number", () => {
    const types = typesOf(numberTypes([schema("quote")], []));
    expect(appendTypes(types, [schema("quote", 1, "lots")]).ok).toBe(false);
  });
});

describe("findType", () => {
  test("finds by name and version, and nothing else", () => {
    const types = typesOf(numberTypes([schema("quote", 2)], []));
    expect(findType(types, "quote", 2)?.number).toBe(1);
    expect(findType(types, "quote", 1)).toBeNull();
  });
});
