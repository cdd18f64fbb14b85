/** Sides of trades. */
import { describe, expect, test } from "bun:test";
import { aggressorOf, oppositeOf, signOf } from "../../../src/trading/market/trade.ts";

describe("sides", () => {
  test("a buyer that was the maker was hit by a seller", () => {
    expect(aggressorOf(true)).toBe("SELL");
    expect(aggressorOf(false)).toBe("BUY");
  });

  test("have an opposite, and a sign", () => {
    expect([oppositeOf("BUY"), oppositeOf("SELL")]).toEqual(["SELL", "BUY"]);
    expect([signOf("BUY"), signOf("SELL")]).toEqual([1, -1]);
  });
});
