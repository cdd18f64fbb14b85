/** The top of a book: middle, spread, and a side that is missing. */
import { describe, expect, test } from "bun:test";
import { isSameQuote, midTicksOf, spreadTicksOf } from "../../../src/trading/market/quote.ts";

const quote = { bidTicks: 100, bidLots: 2, askTicks: 103, askLots: 4 };

describe("a quote", () => {
  test("has a middle that may end in .5, and a spread", () => {
    expect(midTicksOf(quote)).toBe(101.5);
    expect(spreadTicksOf(quote)).toBe(3);
  });

  test("has neither while a side is missing", () => {
    expect(midTicksOf({ ...quote, bidTicks: Number.NaN })).toBeNaN();
    expect(spreadTicksOf({ ...quote, askTicks: Number.NaN })).toBeNaN();
  });

  test("is the same as one with the same side missing", () => {
    const oneSided = { ...quote, bidTicks: Number.NaN, bidLots: 0 };
    expect(isSameQuote(oneSided, { ...oneSided })).toBe(true);
    expect(isSameQuote(oneSided, quote)).toBe(false);
    expect(isSameQuote(quote, { ...quote, askLots: 5 })).toBe(false);
  });
});
