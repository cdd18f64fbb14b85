/**
 * Compiled messages whose bytes somebody else wrote: views take exactly what the writer would have
 * written and refuse all else by name. So what is taken, written again, gives the same bytes.
 * The seed is in the name of each random test; `SEED=... bun test` replays it.
 */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { Prng } from "../../../src/core/prng.ts";
import { decodeRecord } from "../../../src/runtime/codec/decode-record.ts";
import { defineMessage } from "../../../src/runtime/codec/define-message.ts";
import { float64, int32, levels, oneOf, text } from "../../../src/runtime/codec/field.ts";
import type { MessageType } from "../../../src/runtime/codec/message-type.ts";
import { packBody } from "../../../src/runtime/codec/msgpack.ts";
import { isTaken, writeBody as write } from "./judge-message.ts";
import { FORMS } from "./msgpack-form.ts";
import { type RandomBody, randomBody, randomMessage } from "./random-message.ts";
import { isSame } from "./same-value.ts";

/** Much is tried here, and a machine may do other things beside. */
setDefaultTimeout(60_000);

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

const Order = defineMessage("order", 1, {
  instrument: int32("instrument"),
  side: oneOf("BUY", "SELL"),
  priceTicks: float64("ticks"),
  orderId: text(),
  note: text(),
  levels: levels("ticks, lots"),
}) as unknown as MessageType<RandomBody>;
const order: RandomBody = {
  instrument: -7,
  side: "SELL",
  priceTicks: 100.5,
  orderId: "r1a2",
  note: "größer",
  levels: [1, -2.5],
};

describe("a compiled view", () => {
  test("refuses a message that is cut at any byte, or goes on behind its end", () => {
    const bytes = write(Order, order);
    expect(isTaken(Order, bytes)).toBe(true);
    for (let cut = 0; cut < bytes.length; cut += 1) {
      expect(isTaken(Order, bytes.subarray(0, cut))).toBe(false);
    }
    for (const more of [[0], [0xc0], [0xcb, ...new Uint8Array(8)], bytes]) {
      expect(isTaken(Order, Uint8Array.of(...bytes, ...more))).toBe(false);
    }
  });

  test("takes a message with one byte changed for what it says, or refuses it", () => {
    const bytes = write(Order, order);
    const taken: number[] = [];
    for (let at = 0; at < bytes.length; at += 1) {
      let count = 0;
      for (let byte = 0; byte < 256; byte += 1) {
        if (isTaken(Order, bytes.with(at, byte))) count += 1;
      }
      taken.push(count);
    }
    // Of each header byte one value is right; of the enum two, of a text's ASCII 128.
    const any = (count: number) => new Array<number>(count).fill(256);
    const header = 1;
    expect(taken.slice(0, 17)).toEqual([header, header, ...any(4), header, 2, header, ...any(8)]);
    expect(taken.slice(17, 22)).toEqual([header, 128, 128, 128, 128]);
    expect(taken.slice(-21, -18)).toEqual([header, header, header]);
    expect(taken.slice(-18)).toEqual([header, ...any(8), header, ...any(8)]);
  });

  test(`takes foreign msgpack of the same values only in its own layout (seed ${seed})`, () => {
    const prng = new Prng(seed);
    let taken = 0;
    for (let round = 0; round < 200; round += 1) {
      const type = randomMessage(prng);
      const body = randomBody(prng, type.schema.fields);
      const own = write(type, body);
      const values = type.schema.fields.map(({ name, names }) =>
        names === undefined ? body[name] : names.indexOf(String(body[name])),
      );
      const foreign = packBody(values).slice();
      if (isTaken(type, foreign)) taken += 1;
      else expect(Buffer.compare(own, foreign)).not.toBe(0);
      expect(isSame(decodeRecord(type.schema, foreign), decodeRecord(type.schema, own))).toBe(true);
    }
    expect(taken).toBeLessThan(100);
    // What msgpackr writes with the same bytes is taken: a text alone, a fraction alone.
    const Note = defineMessage("note", 1, { half: float64("ticks"), note: text() });
    const note = packBody([0.5, "größer"]).slice();
    expect(isTaken(Note as unknown as MessageType<RandomBody>, note)).toBe(true);
  });

  test.each([
    ["float64", defineMessage("one", 1, { one: float64("ticks") })],
    ["int32", defineMessage("one", 1, { one: int32("count") })],
    ["enum", defineMessage("one", 1, { one: oneOf("A", "B") })],
    ["text", defineMessage("one", 1, { one: text() })],
    ["levels", defineMessage("one", 1, { one: levels("ticks") })],
  ])("of kind %s takes one form of msgpack and refuses every other", (kind, given) => {
    const type = given as unknown as MessageType<RandomBody>;
    const own = { float64: "float 64", int32: "int 32", enum: "", text: "fixstr", levels: "" }[
      kind
    ];
    for (const [name, bytes] of FORMS.filter((form) => form[1].length < 600)) {
      const isOwn = own !== "" && name.startsWith(`${own}`);
      // An int 8 of 0 or 1 is an enum, and an empty array 16 is no levels.
      const isLevels = kind === "levels" && name === "array 16 of 0";
      expect([name, isTaken(type, Uint8Array.of(0x91, ...bytes))]).toEqual([
        name,
        isOwn || isLevels,
      ]);
    }
  });

  test(`takes any bytes for what they say, or refuses them (seed ${seed})`, () => {
    const prng = new Prng(seed);
    const types = Array.from({ length: 8 }, () => randomMessage(prng));
    const parts = fc.oneof(
      fc.constantFrom(...FORMS.filter((form) => form[1].length < 40).map(([, bytes]) => bytes)),
      fc.uint8Array({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.nat(7), fc.array(parts, { maxLength: 20 }), (index, chosen) => {
        const type = types[index] as MessageType<RandomBody>;
        const count = type.schema.fields.length;
        const header = count < 16 ? [0x90 + count] : [0xdc, 0, count];
        isTaken(type, Uint8Array.of(...header, ...chosen.flatMap((part) => [...part])));
      }),
      { seed, numRuns: 2_000 },
    );
  });
});
