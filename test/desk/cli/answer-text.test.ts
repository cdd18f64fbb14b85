/** How an actor's answer reads: names for numbers, decimals with their asset for ticks and lots. */
import { describe, expect, test } from "bun:test";
import { answerText } from "../../../src/desk/cli/answer-text.ts";
import { defineInstrument } from "../../../src/trading/market/instrument.ts";

const LEGEND = {
  actors: [{ number: 7, name: "strategy-maker" }],
  instruments: [
    defineInstrument({ number: 0, name: "BTC-USDT@binance", tick: "0.01", lot: "0.00001" }),
  ],
};
const held = { strategy: 7, instrument: 0, positionLots: -3_000 };
const order = { orderId: "o1", strategy: 7, instrument: 0, side: "SELL", leavesLots: 100 };

describe("answerText", () => {
  test("shows rows as tables with names, and quantities with their asset", () => {
    const reply = { positions: [held], orders: [order, { ...order, orderId: "o2", orderLots: 9 }] };
    expect(answerText(reply, LEGEND)).toBe(
      [
        "positions",
        "  strategy        instrument        positionQuantity",
        "  strategy-maker  BTC-USDT@binance      -0.03000 BTC",
        "orders",
        "  orderId  strategy        instrument        side  leavesQuantity  orderQuantity",
        "  o1       strategy-maker  BTC-USDT@binance  SELL     0.00100 BTC              -",
        "  o2       strategy-maker  BTC-USDT@binance  SELL     0.00100 BTC    0.00009 BTC",
      ].join("\n"),
    );
  });

  test("shows one field a line, prices with their asset and moments as times", () => {
    const reply = {
      instrument: 0,
      priceTicks: 6_173_763,
      signedMicros: 1_780_000_000_000_000,
      rows: [],
      reason: null,
    };
    expect(answerText(reply, LEGEND)).toBe(
      [
        "instrument  BTC-USDT@binance",
        "price       61737.63 USDT",
        "signed      2026-05-28T20:26:40.000000Z",
        "rows        none",
        "reason      -",
      ].join("\n"),
    );
  });

  test("says the unit of what nobody can name", () => {
    const reply = { rows: [{ strategy: 9, instrument: 3, positionLots: 5 }], maxTicks: 2 };
    expect(answerText(reply, LEGEND)).toBe(
      [
        "rows",
        "  strategy  instrument    positionQuantity",
        "  actor 9   instrument 3            5 lots",
        "max   2 ticks",
      ].join("\n"),
    );
  });

  test.each([
    ["text", "text"],
    [3, "3"],
    [null, "-"],
    [[1, "a"], '[1,"a"]'],
  ])("shows %p, which has no fields, as it is", (reply, expected) => {
    expect(answerText(reply, LEGEND)).toBe(expected);
  });
});
