/** The venue's own traders: what the exchange lets them do that nobody else may. */
import { expect, test } from "bun:test";
import { HouseTrader } from "../../../../../src/trading/venue/simulated/market/house-trader.ts";
import { BTC, order, PlayedExchange } from "../exchange/kit/played-exchange.ts";

function opened() {
  const played = new PlayedExchange();
  const { exchange } = played;
  const house = new HouseTrader({ exchange, name: "house", rules: BTC, at: 0 });
  const other = exchange.openAccount({ name: "other" });
  exchange.deposit(other, "USDT", 10n ** 20n, 0);
  return { played, exchange, house, other };
}

const GTC = { type: "LIMIT", timeInForce: "GTC" } as const;

test("no filter but the grid concerns the venue's own traders", () => {
  const { exchange, house, other } = opened();
  house.place({ side: "SELL", ...GTC, priceTicks: 10_000, lots: 100_000 }, 0);
  house.place({ side: "BUY", ...GTC, priceTicks: 10_000, lots: 100_000 }, 0);
  const small = { side: "BUY", ...GTC, priceTicks: 9_000, lots: 1 } as const;
  const far = { side: "BUY", ...GTC, priceTicks: 100, lots: 1_000_000 } as const;
  for (const wanted of [small, far]) {
    expect(exchange.place(other, order(wanted), 0).ok).toBe(false);
    expect(house.place(wanted, 0)).not.toBeNull();
  }
  expect(house.place({ ...small, lots: 0 }, 0)).toBeNull();
  expect(house.place({ ...small, priceTicks: 0 }, 0)).toBeNull();
});

test("an order trades after those at better prices, and those before it at its own", () => {
  const { exchange, house, other } = opened();
  house.place({ side: "BUY", ...GTC, priceTicks: 10_001, lots: 3 }, 0);
  house.place({ side: "BUY", ...GTC, priceTicks: 10_000, lots: 4 }, 0);
  const placed = exchange.place(
    other,
    order({ side: "BUY", ...GTC, priceTicks: 10_000, lots: 100_000 }),
    0,
  );
  house.place({ side: "BUY", ...GTC, priceTicks: 10_000, lots: 5 }, 0);
  house.place({ side: "BUY", ...GTC, priceTicks: 9_999, lots: 6 }, 0);
  if (!placed.ok) throw new Error(placed.failure.msg);
  expect(exchange.lotsAhead(placed.value)).toBe(7);
  house.place({ side: "SELL", ...GTC, priceTicks: 10_000, lots: 100_007 }, 0);
  expect(exchange.lotsAhead(placed.value)).toBeNaN();
});

test("a price is rounded away from the other side, and a size down", () => {
  const { played, house } = opened();
  const bid = house.rest("BUY", 100.009 * 10 ** 8, 1_999, 0);
  const ask = house.rest("SELL", 100.011 * 10 ** 8, 2_000, 0);
  expect([bid?.priceTicks, bid?.lots]).toEqual([10_000, 1]);
  expect([ask?.priceTicks, ask?.lots]).toEqual([10_002, 2]);
  expect(played.trades).toEqual([]);
});
