/**
 * Compiled messages against msgpackr, which must read every one of them, and against hostile bytes.
 * The seed is in the name of each random test; `SEED=... bun test` replays it.
 */
import { describe, expect, test } from "bun:test";
import { Packr } from "msgpackr";
import { AssertionError } from "../../../src/core/assert.ts";
import { Prng } from "../../../src/core/prng.ts";
import { decodeRecord } from "../../../src/runtime/codec/decode-record.ts";
import { defineMessage } from "../../../src/runtime/codec/define-message.ts";
import {
  type Fields,
  float64,
  int32,
  levels,
  oneOf,
  text,
} from "../../../src/runtime/codec/field.ts";
import type { BoundView, MessageType } from "../../../src/runtime/codec/message-type.ts";
import { randomBody, randomMessage } from "./random-message.ts";
import { watch } from "./watched-data.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const packr = new Packr({ useRecords: false });

const Order = defineMessage("order", 1, {
  instrument: int32("instrument"),
  side: oneOf("BUY", "SELL"),
  priceTicks: float64("ticks"),
  orderId: text(),
  note: text(),
  levels: levels("ticks, lots"),
});
const order = {
  instrument: 3,
  side: "SELL",
  priceTicks: 100.5,
  orderId: "r1a2i3c4",
  note: "größer",
  levels: [1, 2, 3, 4],
} as const;

const Note = defineMessage("note", 1, { id: text(), note: text() });
const Side = defineMessage("side", 1, { id: text(), levels: levels("ticks, lots") });

/** Writes a body somewhere in shared memory between bytes that are not its own. */
function encode<Body>(type: MessageType<Body>, body: Body, offset = 24) {
  const size = type.codec.sizeOf(body);
  const data = new DataView(new SharedArrayBuffer(offset + size + 8));
  for (let at = 0; at < data.byteLength; at += 1) data.setUint8(at, 0xc1);
  const bytes = type.codec.write(data, offset, body);
  const copy = Uint8Array.from({ length: bytes }, (_, index) => data.getUint8(offset + index));
  return { data, offset, size, bytes, copy };
}

function bound<Body>(type: MessageType<Body>, body: Body): BoundView<Body> {
  const { data, offset, bytes } = encode(type, body);
  const view = type.codec.createView();
  view.bind(data, offset, bytes);
  return view;
}

function define(fields: Fields) {
  return () => defineMessage("broken", 1, fields);
}

describe("defineMessage", () => {
  test(`writes msgpack that every decoder reads as its values in order (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 300; round += 1) {
      const type = randomMessage(prng);
      const body = randomBody(prng, type.schema.fields);
      const { data, offset, size, bytes, copy } = encode(type, body);
      expect(bytes).toBe(size);
      expect([data.getUint8(offset - 1), data.getUint8(offset + bytes)]).toEqual([0xc1, 0xc1]);
      const values = type.schema.fields.map(({ name, names }) =>
        names === undefined ? body[name] : names.indexOf(String(body[name])),
      );
      expect<unknown>(packr.unpack(copy)).toEqual(values);
    }
  });

  test(`reads back each field, by view, by copy and by schema (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 300; round += 1) {
      const type = randomMessage(prng);
      const body = randomBody(prng, type.schema.fields);
      const { data, offset, bytes, copy } = encode(type, body);
      const view = type.codec.createView();
      view.bind(data, offset, bytes);
      expect<unknown>(view.toJSON()).toEqual(body);
      expect<unknown>({ ...view.copy() }).toEqual(body);
      expect(decodeRecord(type.schema, copy)).toEqual(body);
      expect<unknown>({ ...type.of(body) }).toEqual(body);
      // A view is itself a body: what was received can be sent on.
      const again = encode(type, view as unknown as typeof body);
      expect(again.copy).toEqual(copy);
    }
  });

  test("gives each field's value in place", () => {
    const view = bound(Order, order);
    expect(view.instrument).toBe(3);
    expect(view.side).toBe("SELL");
    expect(view.priceTicks).toBe(100.5);
    expect(view.orderId).toBe("r1a2i3c4");
    expect(view.note).toBe("größer");
    expect([view.levels.length, view.levels.at(0), view.levels.at(-1)]).toEqual([4, 1, 4]);
    expect(view.levels.at(4)).toBeUndefined();
    expect(JSON.stringify(view)).toBe(JSON.stringify(order));
  });

  test("copies to a frozen body that outlives its bytes", () => {
    const { data, offset, bytes } = encode(Order, order);
    const view = Order.codec.createView();
    view.bind(data, offset, bytes);
    const copy = view.copy();
    for (let at = 0; at < data.byteLength; at += 1) data.setUint8(at, 0);
    expect<unknown>({ ...copy }).toEqual({ ...order });
    expect(Object.isFrozen(copy) && Object.isFrozen(copy.levels)).toBe(true);
  });

  test("writes one pattern of bits for all NaNs, and keeps the sign of zero", () => {
    const Number64 = defineMessage("number", 1, { value: float64("ticks") });
    const patterns = new Set<bigint>();
    for (let round = 0; round < 20_000; round += 1) {
      const nan = Math.sqrt(-1 - round) * (round & 1 ? 1 : -1);
      const data = new DataView(new ArrayBuffer(16));
      Number64.codec.write(data, 0, { value: nan });
      patterns.add(data.getBigUint64(2));
    }
    expect([...patterns]).toEqual([0x7ff8_0000_0000_0000n]);
    expect(Object.is(bound(Number64, { value: -0 }).value, -0)).toBe(true);
  });

  test.each([
    [15, 0x9f, 1],
    [16, 0xdc, 3],
  ])("begins %d fields with the header byte %d", (count, header, headerBytes) => {
    const fields = Array.from({ length: count }, (_, at) => [`field${at}`, int32("count")]);
    const type = defineMessage("wide", 1, Object.fromEntries(fields) as Fields);
    const body = Object.fromEntries(fields.map(([name], at) => [name, at]));
    const { copy } = encode(type as MessageType<Record<string, number>>, body);
    expect(copy[0]).toBe(header);
    expect(copy.length).toBe(headerBytes + 5 * count);
  });

  test("knows the largest slot of a board beforehand", () => {
    const Book = defineMessage(
      "book",
      1,
      { state: oneOf("LIVE"), id: text(), levels: levels("ticks, lots") },
      { slots: 7, levelsMax: 100 },
    );
    const largest = {
      state: "LIVE",
      id: "x".repeat(31),
      levels: new Float64Array(200),
    } as const;
    expect(Book.slots).toBe(7);
    expect(Book.slotBytes - Book.codec.sizeOf(largest)).toBeWithin(0, 8);
    const larger = { ...largest, levels: new Float64Array(202) };
    expect(() => encode(Book, larger)).toThrow(
      "Invariant: levels of book has at most 200 numbers: current value has 202",
    );
  });
});

describe("defineMessage refuses", () => {
  test.each([
    ["instrument", 1.5, "instrument of order is an integer within 32 bits"],
    ["instrument", 2 ** 31, "instrument of order is an integer within 32 bits"],
    ["instrument", Number.NaN, "instrument of order is an integer within 32 bits"],
    ["side", "HOLD", 'side of order is one of BUY, SELL: current value is "HOLD"'],
    ["priceTicks", undefined, "priceTicks of order is a number: current value is undefined"],
    ["priceTicks", "12", 'priceTicks of order is a number: current value is "12"'],
    ["orderId", "x".repeat(32), "orderId of order has at most 31 bytes: current value has 32"],
    ["note", "é".repeat(16), "note of order has at most 31 bytes: current value has 32"],
    ["levels", { length: 65_536 }, "levels of order has at most 65535 numbers"],
    ["levels", [1, "2"], 'levels of order is a number: current value is "2"'],
  ])("a body whose %s is %p", (name, value, message) => {
    const body = { ...order, [name]: value } as typeof order;
    expect(() => encode(Order, body)).toThrow(`Invariant: ${message}`);
    expect(() => Order.of(body)).toThrow(`Invariant: ${message}`);
  });

  test.each([
    ["a name with a dash", { "bid-ticks": float64("ticks") }],
    ["a name that is code", { "a;process.exit()": float64("ticks") }],
    ["a name of the view", { copy: float64("ticks") }],
    ["the name toJSON", { toJSON: float64("ticks") }],
    ["the name constructor", { constructor: float64("ticks") }],
    ["a number behind a text", { id: text(), price: float64("ticks") }],
    ["a text behind levels", { levels: levels("ticks"), id: text() }],
    ["two fields of levels", { bids: levels("ticks"), asks: levels("ticks") }],
    ["an enum name that is code", { side: oneOf('"') }],
    ["an enum with a name twice", { side: oneOf("BUY", "BUY") }],
    ["no field", {}],
  ])("%s", (_, fields) => {
    expect(define(fields as Fields)).toThrow("Invariant: ");
  });

  test("a name or a version that a record cannot carry", () => {
    const fields = { price: float64("ticks") };
    expect(() => defineMessage("Two Words", 1, fields)).toThrow("name of a message is kebab-case");
    expect(() => defineMessage("price", 0, fields)).toThrow("version of price is 1 to 32,767");
  });
});

describe("BoundView", () => {
  test("cannot be read before it is bound and after its handler returned", () => {
    const message = "Cannot read order as its handler has returned";
    expect(() => Order.codec.createView().priceTicks).toThrow(message);
    const view = bound(Order, order);
    const kept = view.levels;
    view.poison();
    expect(() => view.instrument).toThrow(message);
    expect(() => view.side).toThrow(message);
    expect(() => view.orderId).toThrow(message);
    expect(() => view.copy()).toThrow(message);
    expect(() => view.toJSON()).toThrow(message);
    expect(() => kept.length).toThrow(message);
    expect(() => kept.at(0)).toThrow(message);
  });

  test("refuses bytes of another size or another number of fields", () => {
    const { data, offset, bytes } = encode(Order, order);
    const view = Order.codec.createView();
    for (const wrong of [0, 1, bytes - 1, bytes + 1, -1, Number.NaN]) {
      expect(() => view.bind(data, offset, wrong)).toThrow("record has the layout of order");
    }
    data.setUint8(offset, 0x95);
    expect(() => view.bind(data, offset, bytes)).toThrow("record has the layout of order");
  });

  test("refuses an enum's byte that names nothing", () => {
    const { data, offset, bytes } = encode(Order, order);
    data.setInt8(offset + 1 + 5 + 1, 2);
    const view = Order.codec.createView();
    view.bind(data, offset, bytes);
    expect(() => view.side).toThrow("side of order is 0 to 1 on the wire: current value is 2");
  });

  test("refuses a record that reaches beyond its memory", () => {
    const { data, offset, bytes } = encode(Order, order);
    const cut = new DataView(data.buffer, 0, offset + bytes - 1);
    const view = Order.codec.createView();
    expect(() => view.bind(cut, offset, bytes)).toThrow("record has the layout of order");
  });

  test.each([
    ["all kinds", Order, order],
    ["texts at the end", Note, { id: "a", note: "bc" }],
    ["levels behind a text", Side, { id: "a", levels: [] }],
  ])(
    `reads hostile bytes of %s in bounds or refuses them by name (seed ${seed})`,
    (_, type, body) => {
      const prng = new Prng(seed);
      const view = (type as MessageType<unknown>).codec.createView();
      let refused = 0;
      for (let round = 0; round < 10_000; round += 1) {
        const { data, offset, bytes } = encode(type as MessageType<unknown>, body);
        for (let hits = prng.between(1, 3); hits > 0; hits -= 1) {
          const byte = prng.pick([prng.between(0, 255), prng.between(0xa0, 0xa6)]);
          data.setUint8(offset + prng.between(0, bytes - 1), byte);
        }
        try {
          view.bind(watch(data, offset, offset + bytes), offset, bytes);
          view.toJSON();
        } catch (error) {
          expect(error).toBeInstanceOf(AssertionError);
          expect(String(error)).toContain(type.name);
          refused += 1;
        }
      }
      expect(refused).toBeWithin(1, 10_000);
    },
  );
});
