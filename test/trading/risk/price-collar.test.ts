/** The price collar: 200 bps around the market, on both sides of it. */
import { describe, expect, test } from "bun:test";
import { checkPriceCollar } from "../../../src/trading/risk/price-collar.ts";
import { lookAt, order } from "./gate-kit.ts";

const whole = { bidTicks: 9_999, askTicks: 10_001 };
const noBid = { ...whole, bidTicks: Number.NaN };
const noAsk = { ...whole, askTicks: Number.NaN };

describe("checkPriceCollar", () => {
  test.each([
    ["BUY", 10_200, whole, null],
    ["BUY", 10_201, whole, 201],
    ["BUY", 9_800, whole, null],
    ["BUY", 9_799, whole, 201],
    ["SELL", 9_800, whole, null],
    ["SELL", 9_799, whole, 201],
    ["SELL", 10_201, whole, 201],
    ["BUY", 10_001, noBid, null],
    ["SELL", 10_001, noBid, Number.NaN],
    ["SELL", 9_999, noAsk, null],
    ["BUY", 9_999, noAsk, Number.NaN],
    ["BUY", 10, { bidTicks: -1, askTicks: 0 }, Number.NaN],
  ] as const)("%s at %d on %o is %p bps too far", (side, priceTicks, sides, value) => {
    const book = { isSynced: true, seenAt: 0, ...sides };
    const refusal = checkPriceCollar(
      lookAt({ intent: order(side, 1, priceTicks), view: { book } }),
    );
    expect(refusal?.value ?? null).toBe(value);
    if (value !== null) expect(refusal).toMatchObject({ kind: "PRICE_COLLAR", limit: 200 });
  });

  test.each([0, -1, Number.NaN])("refuses a price of %d however wide the collar is", (price) => {
    const look = lookAt({
      intent: order("BUY", 1, price),
      limits: { priceCollarBps: Number.POSITIVE_INFINITY },
    });
    expect(checkPriceCollar(look)?.kind).toBe("PRICE_COLLAR");
  });

  test("refuses without a book", () => {
    expect(checkPriceCollar(lookAt({ view: { book: null } }))?.value).toBeNaN();
  });
});
