/** Symbols and balances as people write them. */
import { describe, expect, test } from "bun:test";
import { defineSymbol } from "../../../../../src/trading/venue/simulated/exchange/symbol-rules.ts";
import {
  parseBalance,
  parseListing,
} from "../../../../../src/trading/venue/simulated/spot/listing.ts";

describe("parseListing", () => {
  test("reads what the exchange can define", () => {
    const listing = parseListing("BTC-USDT 0.01 0.00001");
    expect(listing).toEqual({
      ok: true,
      value: { symbol: "BTCUSDT", base: "BTC", quote: "USDT", tick: "0.01", lot: "0.00001" },
    });
    if (listing.ok) expect(defineSymbol(listing.value).atomsPerTickLot).toBe(10n);
  });

  test.each([
    "",
    "BTCUSDT 0.01 0.1",
    "btc-usdt 0.01 0.1",
    "BTC-USDT 0 0.1",
    "BTC-USDT 0.01 x",
    "BTC-USDT 0.01 0.1 2",
    "BTC-USDT 0.0001 0.00001",
  ])("refuses %p, and says what it found", (text) => {
    const listing = parseListing(text);
    expect(listing.ok ? "" : listing.failure).toContain("tick and lot");
  });
});

describe("parseBalance", () => {
  test.each([
    ["USDT 10.5", 1_050_000_000n],
    ["BTC 0.00000001", 1n],
    ["BTC 100000000000000", 10_000_000_000_000_000_000_000n],
  ])("reads %p exactly", (text, atoms) => {
    expect(parseBalance(text)).toEqual({
      ok: true,
      value: { asset: text.split(" ")[0] ?? "", atoms },
    });
  });

  test.each(["", "USDT", "USDT -1", "USDT 1e3", "USDT 0.000000001", "usdt 1"])(
    "refuses %p",
    (text) => {
      expect(parseBalance(text).ok).toBe(false);
    },
  );
});
