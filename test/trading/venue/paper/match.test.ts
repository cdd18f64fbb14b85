/** Paper fills: what a book and prints give to an order that never touched them. */
import { describe, expect, test } from "bun:test";
import {
  fillByBook,
  fillByTrade,
  type Levels,
  rest,
  take,
} from "../../../../src/trading/venue/paper/match.ts";
import { leavesOf, type PaperOrder } from "../../../../src/trading/venue/paper/paper-order.ts";

const levels = (...pairs: [number, number][]): Levels => ({
  count: pairs.length,
  ticks: (index) => pairs[index]?.[0] ?? Number.NaN,
  lots: (index) => pairs[index]?.[1] ?? Number.NaN,
});

const order = (side: "BUY" | "SELL", priceTicks: number, orderLots: number): PaperOrder => ({
  id: "o1",
  side,
  instrument: 0,
  priceTicks,
  orderLots,
  cumLots: 0,
  aheadLots: Number.NaN,
});

describe("take", () => {
  test("a taker pays each level's own price, best first, and stops at its limit", () => {
    const buy = order("BUY", 101, 10);
    const fills = take(buy, levels([100, 3], [101, 4], [102, 50]));
    expect(fills.map(({ lots, priceTicks }) => [lots, priceTicks])).toEqual([
      [3, 100],
      [4, 101],
    ]);
    expect(leavesOf(buy)).toBe(10);
  });

  test("a sell walks the bids down", () => {
    const sell = order("SELL", 99, 5);
    expect(take(sell, levels([100, 2], [99, 9])).map(({ lots }) => lots)).toEqual([2, 3]);
  });

  test("a level of no or unknown size fills nothing", () => {
    expect(take(order("BUY", 101, 1), levels([100, Number.NaN], [101, 0]))).toEqual([]);
  });
});

describe("resting orders", () => {
  test("prints at the price use up the queue ahead before they fill", () => {
    const buy = order("BUY", 100, 4);
    rest(buy, levels([100, 5], [99, 7]));
    expect(fillByTrade(buy, { aggressor: "SELL", priceTicks: 100, lots: 5 })).toBeNull();
    expect(fillByTrade(buy, { aggressor: "SELL", priceTicks: 100, lots: 3 })?.lots).toBe(3);
    expect(buy.aheadLots).toBe(0);
  });

  test("a print through the price fills at the order's own price, whatever the queue", () => {
    const sell = order("SELL", 105, 2);
    rest(sell, levels([105, 80]));
    expect(fillByTrade(sell, { aggressor: "BUY", priceTicks: 106, lots: 9 })).toMatchObject({
      lots: 2,
      priceTicks: 105,
      liquidity: "MAKER",
    });
  });

  test("a print of the order's own side does not fill it", () => {
    const buy = order("BUY", 100, 1);
    rest(buy, levels());
    expect(fillByTrade(buy, { aggressor: "BUY", priceTicks: 99, lots: 9 })).toBeNull();
  });

  test("an order that does not rest yet is filled by no print", () => {
    expect(
      fillByTrade(order("BUY", 100, 1), { aggressor: "SELL", priceTicks: 90, lots: 9 }),
    ).toBeNull();
  });

  test("a book that comes to the price fills as much as it displays there", () => {
    const buy = order("BUY", 100, 10);
    rest(buy, levels([100, 1]));
    expect(fillByBook(buy, levels([101, 5]))).toBeNull();
    expect(fillByBook(buy, levels([99, 4], [100, 2], [101, 90]))?.lots).toBe(6);
  });
});
