/** Instruments: their names, their text, and their versions. */
import { describe, expect, test } from "bun:test";
import { stepOf } from "../../../src/core/decimal-step.ts";
import {
  defineInstrument,
  lotsInVersion,
  priceTextOf,
  priceTicksOf,
  quantityLotsOf,
  quantityTextOf,
  ticksInVersion,
  withSteps,
} from "../../../src/trading/market/instrument.ts";

const btc = defineInstrument({
  number: 3,
  name: "BTC-USDT@binance",
  tick: "0.01",
  lot: "0.00001",
});

describe("defineInstrument", () => {
  test("takes symbol, venue, base and quote from the name", () => {
    expect(btc).toEqual({
      number: 3,
      name: "BTC-USDT@binance",
      symbol: "BTC-USDT",
      venue: "binance",
      base: "BTC",
      quote: "USDT",
      version: 1,
      tick: { digits: 1, scale: 2 },
      lot: { digits: 1, scale: 5 },
    });
  });

  test("lets the file say base and quote", () => {
    const steps = { tick: "1", lot: "1" };
    const made = defineInstrument({
      ...steps,
      number: 0,
      name: "A-B-C@x",
      base: "A",
      quote: "B-C",
    });
    expect([made.base, made.quote]).toEqual(["A", "B-C"]);
  });

  test("is plain data that survives a clone", () => {
    expect(structuredClone(btc)).toEqual(btc);
  });

  test.each(["BTCUSDT@binance", "BTC-USDT", "@binance", "BTC-USDT@a@b"])("refuses %s", (name) => {
    const define = () => defineInstrument({ number: 0, name, tick: "1", lot: "1" });
    expect(define).toThrow("Invariant: an instrument is named base-quote@venue");
  });

  test("refuses a step that is none, and a number that is no place", () => {
    const definition = { number: 0, name: "A-B@x", tick: "1", lot: "1" };
    expect(() => defineInstrument({ ...definition, tick: "0" })).toThrow("Invariant: a step");
    expect(() => defineInstrument({ ...definition, number: -1 })).toThrow("Invariant");
  });
});

describe("text of prices and quantities", () => {
  test("is read exactly, and refused off the grid", () => {
    expect(priceTicksOf(btc, "61737.63000000") as unknown).toEqual({ ok: true, value: 6_173_763 });
    expect(quantityLotsOf(btc, "0.02000000") as unknown).toEqual({ ok: true, value: 2_000 });
    expect(priceTicksOf(btc, "61737.635")).toEqual({ ok: false, failure: "OFF_GRID" });
    expect(quantityLotsOf(btc, "0.000015")).toEqual({ ok: false, failure: "OFF_GRID" });
  });

  test("is written with the places of its step", () => {
    expect(priceTextOf(btc, 6_173_760)).toBe("61737.60");
    expect(quantityTextOf(btc, -1)).toBe("-0.00001");
  });
});

describe("a new version of the steps", () => {
  const next = withSteps(btc, { tick: stepOf("0.05"), lot: stepOf("0.000001") });

  test("counts up, and re-expresses exactly", () => {
    expect(next.version).toBe(2);
    expect(ticksInVersion(next, 6_173_765, btc) as unknown).toEqual({ ok: true, value: 1_234_753 });
    expect(lotsInVersion(next, 15, btc) as unknown).toEqual({ ok: true, value: 150 });
    expect(lotsInVersion(btc, 150, next) as unknown).toEqual({ ok: true, value: 15 });
  });

  test("refuses what it cannot say", () => {
    expect(ticksInVersion(next, 6_173_763, btc)).toEqual({ ok: false, failure: "OFF_GRID" });
    expect(lotsInVersion(btc, 151, next)).toEqual({ ok: false, failure: "OFF_GRID" });
  });

  test("is never one of another instrument", () => {
    const eth = { ...next, name: "ETH-USDT@binance" };
    expect(() => ticksInVersion(eth, 1, btc)).toThrow("versions of one instrument");
    expect(() => lotsInVersion(eth, 1, btc)).toThrow("versions of one instrument");
  });
});
