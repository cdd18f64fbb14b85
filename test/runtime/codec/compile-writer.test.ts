/**
 * The short way and the careful way of a compiled writer: a body of ordinary numbers takes the
 * first, and whatever it took must not be seen on the wire or in a refusal.
 */
import { describe, expect, test } from "bun:test";
import { Packr } from "msgpackr";
import { Prng } from "../../../src/core/prng.ts";
import { defineMessage } from "../../../src/runtime/codec/define-message.ts";
import { float64, int32, levels, oneOf, text } from "../../../src/runtime/codec/field.ts";
import { randomBody, randomMessage } from "./random-message.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const packr = new Packr({ useRecords: false });

const Fill = defineMessage("fill", 1, {
  instrument: int32("instrument"),
  side: oneOf("BUY", "SELL"),
  priceTicks: float64("ticks"),
  lots: float64("lots"),
  feeMinor: float64("minor units"),
  orderId: text(),
});
const fill = {
  instrument: 7,
  side: "SELL",
  priceTicks: 6_512_345,
  lots: 12,
  feeMinor: 0.5,
  orderId: "r1a2i3c4d5e6f7g8",
} as const;

const Steps = defineMessage("steps", 1, { steps: levels("ticks, lots") });

const data = new DataView(new SharedArrayBuffer(256));

function written(body: typeof fill): unknown {
  const bytes = Fill.codec.write(data, 0, body);
  return packr.unpack(new Uint8Array(data.buffer.slice(0, bytes)));
}

/** So that the writer is compiled with what it has seen: numbers only. */
function warmUp(): undefined {
  for (let round = 0; round < 20_000; round += 1) {
    Fill.codec.write(data, 0, { ...fill, priceTicks: round / 4, lots: round } as never);
  }
}

describe("compileWriter", () => {
  test.each([
    [{ priceTicks: Number.POSITIVE_INFINITY, lots: Number.NEGATIVE_INFINITY }],
    [{ priceTicks: Number.NaN }],
    [{ priceTicks: Number.MAX_VALUE, lots: Number.MAX_VALUE, feeMinor: Number.MAX_VALUE }],
    [{ priceTicks: 2 ** 31 - 1, lots: 2 ** 31 - 1, feeMinor: 2 ** 31 - 1 }],
    [{ priceTicks: -0 }],
  ])("writes %p as it is, though the sum of the numbers says little", (changed) => {
    const body = { ...fill, ...changed } as never as typeof fill;
    const { instrument, priceTicks, lots, feeMinor, orderId } = body;
    expect(written(body)).toEqual([instrument, 1, priceTicks, lots, feeMinor, orderId]);
    warmUp();
    expect(written(body)).toEqual([instrument, 1, priceTicks, lots, feeMinor, orderId]);
  });

  test.each([
    ["undefined", undefined],
    ["null", null],
    ["true", true],
    ['"12"', "12"],

    ["1,2", [1, 2]],
    ["12", { valueOf: () => 12 }],
  ])("refuses %s for a number, also once it is compiled for numbers", (shown, value) => {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      Object.assign(value, { toString: () => "12" });
    }
    const message = `feeMinor of fill is a number: current value is ${shown}`;
    const body = { ...fill, feeMinor: value } as never;
    expect(() => Fill.codec.write(data, 0, body)).toThrow(message);
    warmUp();
    expect(() => Fill.codec.write(data, 0, body)).toThrow(message);
  });

  test(`stores values one by one as it writes a body (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 200; round += 1) {
      const type = randomMessage(prng);
      const body = randomBody(prng, type.schema.fields);
      const byBody = new Uint8Array(8_192);
      const byValues = new Uint8Array(8_192);
      const values = type.schema.fields.map(({ name }) => body[name]) as never[];
      const bytes = type.codec.write(new DataView(byBody.buffer), 1, body);
      expect(type.codec.store(new DataView(byValues.buffer), 1, ...values)).toBe(bytes);
      expect(byValues).toEqual(byBody);
    }
  });

  test("writes a NaN of any origin as one pattern of bits, by body and by values", () => {
    const negative = -Math.sqrt(-Number(fill.lots));
    const { instrument, side, priceTicks, lots, orderId } = fill;
    const given = [instrument, side, priceTicks, lots, negative, orderId] as never[];
    for (const write of [
      () => Fill.codec.write(data, 0, { ...fill, feeMinor: negative } as never),
      () => Fill.codec.store(data, 0, ...given),
    ]) {
      write();
      expect(data.getBigUint64(1 + 5 + 2 + 9 + 9 + 1)).toBe(0x7ff8_0000_0000_0000n);
    }
  });

  test("writes a NaN among levels as that pattern too, from an array and from a view", () => {
    const negative = -Math.sqrt(-Number(fill.lots));
    const bytes = Steps.codec.write(data, 0, { steps: [1, negative] });
    const view = Steps.codec.createView();
    view.bind(data, 0, bytes);
    const copy = new DataView(new ArrayBuffer(bytes));
    Steps.codec.write(copy, 0, view);
    for (const target of [data, copy]) {
      expect(target.getBigUint64(1 + 3 + 9 + 1)).toBe(0x7ff8_0000_0000_0000n);
    }
  });

  test("names the first field that does not fit, whichever of them was found first", () => {
    const wrong = { ...fill, side: "HOLD", lots: null } as never;
    expect(() => Fill.codec.write(data, 0, wrong)).toThrow("side of fill is one of BUY, SELL");
    const integer = { ...fill, instrument: 2 ** 31, lots: null } as never;
    expect(() => Fill.codec.write(data, 0, integer)).toThrow("instrument of fill is an integer");
  });

  test.each([
    "",
    "a",
    "abc",
    "abcd",
    "abcde",
    "r1a2i3c4d5e6f7g8",
    "größer",
    "é234",
    "1é34",
    "12é4",
    "123é",
    "€".repeat(10),
  ])("bounds the size of %p from above, and by no more than a text can grow", (orderId) => {
    const body = { ...fill, orderId } as never as typeof fill;
    const size = Fill.codec.sizeOf(body);
    expect(Fill.codec.write(data, 0, body)).toBe(size);
    expect(Fill.codec.boundOf(body) - size).toBeWithin(0, 32);
    expect((written(body) as unknown[]).at(-1)).toBe(orderId);
  });

  test.each(["x".repeat(32), "€".repeat(11), `${"x".repeat(29)}€`])(
    "refuses %p, whose bytes are too many, and bounds it by the largest text",
    (orderId) => {
      const body = { ...fill, orderId } as never as typeof fill;
      expect(Fill.codec.boundOf(body)).toBe(Fill.codec.boundOf(fill));
      expect(() => Fill.codec.write(data, 0, body)).toThrow("orderId of fill has at most 31 bytes");
    },
  );
});
