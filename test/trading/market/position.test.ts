/** Positions: what they cost and what was realised, exactly, whatever the order of the fills. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { defineInstrument } from "../../../src/trading/market/instrument.ts";
import { minorScaleOf, notionalMinorOf } from "../../../src/trading/market/notional.ts";
import {
  applyFill,
  averageTicksOf,
  FLAT,
  type Position,
  type PositionFill,
} from "../../../src/trading/market/position.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const steps = { number: 0, name: "A-B@x", lot: "1" };
const plain = defineInstrument({ ...steps, tick: "1" });
const quarter = defineInstrument({ ...steps, tick: "0.25" });

function fold(fills: readonly PositionFill[], instrument = plain): Position {
  return fills.reduce((position, fill) => applyFill(instrument, position, fill), FLAT);
}

const buy = (lots: number, priceTicks: number): PositionFill => ({ side: "BUY", lots, priceTicks });
const sell = (lots: number, priceTicks: number): PositionFill => ({
  side: "SELL",
  lots,
  priceTicks,
});

describe("applyFill", () => {
  test.each([
    ["a buy", [buy(2, 100)], { lots: 2, costMinor: 200, realisedMinor: 0 }],
    ["a short", [sell(2, 100)], { lots: -2, costMinor: -200, realisedMinor: 0 }],
    ["two buys", [buy(1, 100), buy(1, 103)], { lots: 2, costMinor: 203, realisedMinor: 0 }],
    ["a part sold", [buy(2, 100), sell(1, 110)], { lots: 1, costMinor: 100, realisedMinor: 10 }],
    [
      "a short bought back",
      [sell(2, 100), buy(2, 90)],
      { lots: 0, costMinor: 0, realisedMinor: 20 },
    ],
    [
      "long to short",
      [buy(1, 100), sell(3, 110)],
      { lots: -2, costMinor: -220, realisedMinor: 10 },
    ],
    [
      "what rounding leaves stays in the cost",
      [buy(1, 100), buy(1, 101), sell(1, 100)],
      { lots: 1, costMinor: 101, realisedMinor: 0 },
    ],
  ] as const)("%s", (_, fills, expected) => {
    expect(fold(fills)).toEqual({ ...expected, feesMinor: 0 });
  });

  test("adds fees, rebates included", () => {
    const fills = [
      { ...buy(1, 100), feeMinor: 3 },
      { ...sell(1, 100), feeMinor: -1 },
    ];
    expect(fold(fills).feesMinor).toBe(2);
  });

  test.each([0, -1, 0.5, Number.NaN])("refuses a fill of %d lots", (lots) => {
    expect(() => fold([buy(lots, 100)])).toThrow("Invariant: a fill has a positive count of lots");
  });

  test("throws rather than round beyond 2^53", () => {
    expect(() => fold([buy(2 ** 27, 2 ** 27)])).toThrow("Invariant: exact arithmetic");
    expect(() => fold([buy(1, Number.NaN)])).toThrow("Invariant: exact arithmetic");
  });

  test(`realises what was paid and got, exactly, once flat (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 300; round += 1) {
      let position = FLAT;
      let cash = 0;
      const trade = (fill: PositionFill) => {
        position = applyFill(quarter, position, fill);
        const sign = fill.side === "BUY" ? -1 : 1;
        cash += sign * notionalMinorOf(quarter, fill.priceTicks, fill.lots);
        expect(position.realisedMinor - position.costMinor).toBe(cash);
        if (position.lots === 0) expect(position.costMinor).toBe(0);
        else expect(Math.sign(position.costMinor)).toBe(Math.sign(position.lots));
      };
      for (let step = 0; step < 30; step += 1) {
        const side = prng.pick(["BUY", "SELL"]);
        trade({ side, lots: prng.between(1, 50), priceTicks: prng.between(900, 1_100) });
      }
      if (position.lots > 0) trade(sell(position.lots, 1_000));
      else if (position.lots < 0) trade(buy(-position.lots, 1_000));
      expect(position.realisedMinor).toBe(cash);
    }
  });
});

describe("averageTicksOf", () => {
  test("is the price that cost and lots say, and NaN when flat", () => {
    expect(averageTicksOf(quarter, fold([buy(1, 100), buy(1, 103)], quarter))).toBe(101.5);
    expect(averageTicksOf(quarter, fold([sell(2, 100)], quarter))).toBe(100);
    expect(averageTicksOf(quarter, FLAT)).toBeNaN();
  });
});

describe("notionalMinorOf", () => {
  test("is in the unit that minorScaleOf says", () => {
    const btc = defineInstrument({ number: 0, name: "B-U@x", tick: "0.01", lot: "0.00001" });
    expect(minorScaleOf(btc)).toBe(7);
    expect(notionalMinorOf(btc, 6_173_763, 2_000)).toBe(12_347_526_000);
    expect(notionalMinorOf(quarter, 4, 3)).toBe(300);
    expect(minorScaleOf(quarter)).toBe(2);
  });
});
