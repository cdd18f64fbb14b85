/** What a quantity at a price is worth, in integers. */
import { describe, expect, test } from "bun:test";
import { defineInstrument } from "../../../src/trading/market/instrument.ts";
import { minorScaleOf, notionalMinorOf } from "../../../src/trading/market/notional.ts";

const quarter = defineInstrument({ number: 0, name: "A-B@x", lot: "1", tick: "0.25" });

describe("notionalMinorOf", () => {
  test("is in the unit that minorScaleOf says", () => {
    const btc = defineInstrument({ number: 0, name: "B-U@x", tick: "0.01", lot: "0.00001" });
    expect(minorScaleOf(btc)).toBe(7);
    expect(notionalMinorOf(btc, 6_173_763, 2_000)).toBe(12_347_526_000);
    expect(notionalMinorOf(quarter, 4, 3)).toBe(300);
    expect(minorScaleOf(quarter)).toBe(2);
  });

  test("throws rather than round beyond 2^53", () => {
    expect(() => notionalMinorOf(quarter, 2 ** 27, 2 ** 27)).toThrow("Invariant: exact arithmetic");
    expect(() => notionalMinorOf(quarter, Number.NaN, 1)).toThrow("Invariant: exact arithmetic");
  });
});
