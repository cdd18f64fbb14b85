/**
 * Every kind of field at its bounds and one step beyond them, against msgpackr both ways: what a
 * compiled writer wrote, msgpackr reads as the same value, and so do the view and the schema.
 */
import { describe, expect, test } from "bun:test";
import { Packr } from "msgpackr";
import { AssertionError } from "../../../src/core/assert.ts";
import { decodeRecord } from "../../../src/runtime/codec/decode-record.ts";
import { defineMessage } from "../../../src/runtime/codec/define-message.ts";
import {
  type Field,
  float64,
  int32,
  levels,
  oneOf,
  text,
} from "../../../src/runtime/codec/field.ts";
import { LEVELS_NUMBERS_MAX } from "../../../src/runtime/codec/levels-field.ts";
import { packBody } from "../../../src/runtime/codec/msgpack.ts";
import { FORMS } from "./msgpack-form.ts";
import { isSame } from "./same-value.ts";

const packr = new Packr({ useRecords: false });
const surrogate = String.fromCharCode(0xd800);
const lowSurrogate = String.fromCharCode(0xdc00);

function define<Value>(field: Field<Value>, levelsMax?: number) {
  return defineMessage("bound", 1, { one: field }, levelsMax === undefined ? {} : { levelsMax });
}

/** What msgpackr, the view, its copy and the schema each make of `one`. */
function readings<Value>(field: Field<Value>, one: Value): readonly unknown[] {
  const type = define(field);
  const bytes = new Uint8Array(type.codec.sizeOf({ one }));
  const data = new DataView(bytes.buffer);
  expect(type.codec.write(data, 0, { one })).toBe(bytes.length);
  const view = type.codec.createView();
  view.bind(data, 0, bytes.length);
  const [byPackr] = packr.unpack(bytes) as readonly unknown[];
  const byIndex = field.kind === "enum" ? field.names?.[Number(byPackr)] : byPackr;
  const bySchema = decodeRecord(type.schema, bytes) as { readonly one: unknown };
  // And the other way: msgpackr writes the value in a form of its own, which the schema reads.
  const foreign = decodeRecord(type.schema, packBody([byPackr]).slice()) as typeof bySchema;
  return [byIndex, view.toJSON().one, view.copy().one, bySchema.one, foreign.one];
}

function expectReadings<Value>(
  field: Field<Value>,
  one: Value,
  expected: unknown = one,
): undefined {
  for (const [place, reading] of readings(field, one).entries()) {
    expect([place, isSame(reading, expected)]).toEqual([place, true]);
  }
}

const numbers = FORMS.map(([, , value]) => value).filter((value) => typeof value === "number");

describe("float64", () => {
  test.each([
    ...new Set([...numbers, 2 ** 53 + 1, -(2 ** 53), 2 ** 63, 2 ** 64, -Number.MAX_VALUE, -5e-324]),
  ])("carries %d", (number) => {
    expectReadings(float64("ticks"), number);
  });

  test.each([[null], [undefined], ["1"], [true], [[]], [{}]])("refuses %p", (value) => {
    const body = { one: value as unknown as number };
    expect(() => define(float64("ticks")).of(body)).toThrow(
      /^Invariant: one of bound is a number|/,
    );
    expect(() => define(float64("ticks")).of(body)).toThrow();
  });
});

describe("int32", () => {
  test.each([0, 7, 8, 15, 16, 31].flatMap((bits) => [2 ** bits - 1, -(2 ** bits), 1 - 2 ** bits]))(
    "carries %d",
    (number) => {
      expectReadings(int32("count"), number);
    },
  );

  test("has no sign of zero", () => {
    expectReadings(int32("count"), -0, 0);
  });

  test.each([
    2 ** 31,
    -(2 ** 31) - 1,
    2 ** 53,
    0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    "1",
    null,
  ])("refuses %p, on its way in and on its way out", (value) => {
    const type = define(int32("count"));
    const message = "one of bound is an integer within 32 bits";
    expect(() => type.of({ one: value as number })).toThrow(message);
    const foreign = packBody([value]).slice();
    expect(() => decodeRecord(type.schema, foreign)).toThrow("one of bound is of kind int32");
  });
});

describe("enum", () => {
  const names = Array.from({ length: 128 }, (_, at) => `NAME_${at}`) as [string, ...string[]];

  test.each([0, 1, 126, 127])("carries the name at place %d of 128", (place) => {
    expectReadings(oneOf(...names), names[place] as string);
  });

  test.each([
    [null],
    [false],
    [true],
    ["1"],
    ["A"],
    [[]],
    [[1]],
    [{ valueOf: 1, toString: 1 }],
    [1n],
    [undefined],
  ])("does not take %p on the wire for a place", (value) => {
    const type = define(oneOf("A", "B"));
    expect(() => decodeRecord(type.schema, packBody([value]).slice())).toThrow(
      "one of bound is of kind enum",
    );
  });

  test.each([-1, 2, 0.5, Number.NaN, 2 ** 31])(
    "does not take %d on the wire for a place",
    (value) => {
      const type = define(oneOf("A", "B"));
      expect(() => decodeRecord(type.schema, packBody([value]).slice())).toThrow(
        `one of bound is 0 to 1 on the wire: current value is ${value}`,
      );
    },
  );
});

describe("text", () => {
  test.each([
    "",
    "a",
    "x".repeat(30),
    "x".repeat(31),
    `${"é".repeat(15)}a`,
    `${"日".repeat(10)}a`,
    `${"😀".repeat(7)}abc`,
    "\u0000",
    "\u007f",
    "\u0080",
    "\uffff",
    "\ufeffid",
    "__proto__",
  ])("carries %p", (one) => {
    expectReadings(text(), one);
  });

  test.each([
    "x".repeat(32),
    `${"é".repeat(15)}ab`,
    "日".repeat(11),
    "😀".repeat(8),
    "x".repeat(70_000),
  ])("refuses a text beyond 31 bytes, on its way in and on its way out", (one) => {
    const type = define(text());
    const bytes = Buffer.byteLength(one);
    expect(() => type.of({ one })).toThrow(
      `one of bound has at most 31 bytes: current value has ${bytes}`,
    );
    const foreign = packBody([one]).slice();
    expect(() => decodeRecord(type.schema, foreign)).toThrow("one of bound is of kind text");
  });

  test.each([surrogate, `a${surrogate}`, `${lowSurrogate}a`, lowSurrogate + surrogate])(
    "refuses half a surrogate pair, which would come back as another text",
    (one) => {
      expect(() => define(text()).of({ one })).toThrow(
        "one of bound has no half of a surrogate pair",
      );
    },
  );
});

describe("boundOf", () => {
  test("is room enough for what is written, and for what is refused while it is written", () => {
    const type = defineMessage("bound", 1, { id: text(), note: text() });
    let refused = 0;
    for (const character of ["a", "é", "日", "😀", surrogate]) {
      for (let count = 0; count <= 40; count += 1) {
        const body = { id: character.repeat(count), note: `a${character.repeat(count)}` };
        const bound = type.codec.boundOf(body);
        const memory = new Uint8Array(bound + 16).fill(0xc1);
        try {
          // The view ends at the bound: a store behind it would be another error.
          const bytes = type.codec.write(new DataView(memory.buffer, 8, bound), 0, body);
          expect(bytes).toBe(type.codec.sizeOf(body));
          expect(bytes).toBeLessThanOrEqual(bound);
        } catch (error) {
          expect(error).toBeInstanceOf(AssertionError);
          refused += 1;
        }
        const around = [...memory.subarray(0, 8), ...memory.subarray(bound + 8)];
        expect(around.every((byte) => byte === 0xc1)).toBe(true);
      }
    }
    // Beyond 30, 15, 10 and 7 of their bytes, and all but none of what is no text.
    expect(refused).toBe(10 + 25 + 30 + 33 + 40);
  });
});

describe("levels", () => {
  const of = (count: number) => Array.from({ length: count }, (_, index) => index - 0.5);

  test.each([0, 1, 2, 15, 16, 255, 256, LEVELS_NUMBERS_MAX])("carries %d numbers", (count) => {
    expectReadings(levels("ticks, lots"), of(count));
  });

  test("carries every number that a field may have", () => {
    expectReadings(levels("ticks, lots"), [...numbers, -0, Number.NaN]);
  });

  test("refuses one more than an array16 can count, or than its message allows", () => {
    const body = { one: of(LEVELS_NUMBERS_MAX + 1) };
    expect(() => define(levels("ticks")).of(body)).toThrow(
      "one of bound has at most 65535 numbers: current value has 65536",
    );
    expect(define(levels("ticks"), 2).of({ one: of(4) }).one.length).toBe(4);
    expect(() => define(levels("ticks"), 2).of({ one: of(5) })).toThrow(
      "one of bound has at most 4 numbers: current value has 5",
    );
  });

  test("counts as arrays do, from either end, and never between two numbers", () => {
    const type = define(levels("ticks"));
    const data = new DataView(new ArrayBuffer(type.codec.sizeOf({ one: of(3) })));
    const view = type.codec.createView();
    view.bind(data, 0, type.codec.write(data, 0, { one: of(3) }));
    for (const index of [-4, -3, -1, -0.5, 0, 0.5, 1.9, 2, 2.5, 3, 2 ** 31, 2 ** 32, -(2 ** 32)]) {
      expect([index, view.one.at(index)]).toEqual([index, of(3).at(index)]);
    }
    expect(view.one.at(Number.NaN)).toBeUndefined();
  });
});

describe("packed", () => {
  test("carries what msgpackr alone would change", () => {
    for (const value of [-0, [-0], { a: [1, { b: -0 }] }, [0, -0, Number.NaN]]) {
      const bytes = packBody(value).slice();
      expect(isSame(packr.unpack(bytes), value)).toBe(true);
    }
  });

  test("replaces half a surrogate pair, at any length, and changes nothing of what it was given", () => {
    for (const length of [1, 3, 40, 70, 300]) {
      const one = "é".repeat(length) + surrogate;
      const given = { one, [one]: 1, same: { a: 1 } };
      const expected = { one: one.toWellFormed(), [one.toWellFormed()]: 1, same: { a: 1 } };
      expect(isSame(packr.unpack(packBody(given).slice()), expected)).toBe(true);
      expect(given.one).toBe(one);
    }
  });
});
