/** What the market looks like over REST: its numbers, its pages, its windows. */
import { beforeEach, describe, expect, test } from "bun:test";
import { defineSymbol } from "../../../../../../src/trading/venue/simulated/exchange/symbol-rules.ts";
import { BTCUSDT, type Params, RestDesk, START } from "../kit/rest-desk.ts";

const MINUTE = 60_000_000;
const START_MS = START / 1_000;
let desk = new RestDesk();

/** Both trade with each other: the second account takes from the first. */
function trade(price: string, quantity: string, takerSide: "BUY" | "SELL" = "BUY"): undefined {
  desk.place({ side: takerSide === "BUY" ? "SELL" : "BUY", price, quantity });
  desk.place({ side: takerSide, price, quantity, timeInForce: "IOC" }, 1);
}

const idsOf = (path: string, params: Params = {}, field = "id") =>
  (desk.get(path, { symbol: "BTCUSDT", ...params }).json as readonly Record<string, unknown>[]).map(
    (item) => item[field],
  );

beforeEach(() => {
  desk = new RestDesk();
});

describe("depth", () => {
  test("tells the best levels first, as many as are asked for, with the number of the last change", () => {
    for (const price of ["29998", "29999", "29997"]) desk.place({ price });
    desk.place({ side: "SELL", price: "30001", quantity: "0.5" });
    desk.place({ side: "SELL", price: "30001", quantity: "0.25" });
    expect(desk.get("depth", { symbol: "BTCUSDT", limit: "2" }).json).toEqual({
      lastUpdateId: 5,
      bids: [
        ["29999.00000000", "0.01000000"],
        ["29998.00000000", "0.01000000"],
      ],
      asks: [["30001.00000000", "0.75000000"]],
    });
  });
});

describe("trades", () => {
  test("are the newest, oldest first; historical ones begin where they are asked to", () => {
    for (const price of ["30000", "30001", "30002", "30003"]) trade(price, "0.01");
    expect(idsOf("trades", { limit: "2" })).toEqual([3, 4]);
    expect(idsOf("historicalTrades", { limit: "2" })).toEqual([3, 4]);
    expect(idsOf("historicalTrades", { fromId: "2", limit: "2" })).toEqual([2, 3]);
    expect(idsOf("historicalTrades", { fromId: "9" })).toEqual([]);
  });

  test("say who was the maker, and what they were worth", () => {
    trade("30000.01", "0.00123", "SELL");
    expect(desk.get("trades", { symbol: "BTCUSDT" }).json).toEqual([
      {
        id: 1,
        price: "30000.01000000",
        qty: "0.00123000",
        quoteQty: "36.90001230",
        time: START_MS,
        isBuyerMaker: true,
        isBestMatch: true,
      },
    ]);
  });

  test("are one aggregate when one order took them at one price", () => {
    desk.place({ side: "SELL", quantity: "0.01" });
    desk.place({ side: "SELL", quantity: "0.02" });
    desk.place({ side: "SELL", price: "30001", quantity: "0.02" });
    desk.place({ price: "30001", quantity: "0.04" }, 1);
    expect(desk.get("aggTrades", { symbol: "BTCUSDT" }).json).toMatchObject([
      { a: 1, p: "30000.00000000", q: "0.03000000", f: 1, l: 2, m: false },
      { a: 2, p: "30001.00000000", q: "0.01000000", f: 3, l: 3, m: false },
    ]);
    expect(idsOf("aggTrades", { fromId: "2" }, "a")).toEqual([2]);
    expect(idsOf("aggTrades", { startTime: `${START_MS + 1}` }, "a")).toEqual([]);
    expect(desk.get("aggTrades", { symbol: "BTCUSDT", fromId: "1", endTime: "5" }).code).toBe(
      -1128,
    );
  });
});

describe("klines", () => {
  test("have the venue's twelve values, those without a trade the price before", () => {
    trade("30000", "0.01");
    trade("30010", "0.02", "SELL");
    trade("29990", "0.01");
    desk.at += MINUTE;
    expect(desk.get("klines", { symbol: "BTCUSDT", interval: "1m" }).json).toEqual([
      [
        START_MS,
        ...["30000.00000000", "30010.00000000", "29990.00000000", "29990.00000000", "0.04000000"],
        START_MS + 59_999,
        "1200.10000000",
        3,
        ...["0.02000000", "599.90000000", "0"],
      ],
      [
        START_MS + 60_000,
        ...["29990.00000000", "29990.00000000", "29990.00000000", "29990.00000000", "0.00000000"],
        START_MS + 119_999,
        "0.00000000",
        0,
        ...["0.00000000", "0.00000000", "0"],
      ],
    ]);
    const uiKlines = desk.get("uiKlines", { symbol: "BTCUSDT", interval: "1m" });
    expect(uiKlines.json).toEqual(desk.get("klines", { symbol: "BTCUSDT", interval: "1m" }).json);
  });

  test("begin their days by the clock of the zone that is asked for", () => {
    trade("30000", "0.01");
    const open = (timeZone: string) =>
      (
        desk.get("klines", { symbol: "BTCUSDT", interval: "1d", timeZone }).json as number[][]
      )[0]?.[0];
    const day = Math.floor(START_MS / 86_400_000) * 86_400_000;
    expect(open("0")).toBe(day);
    // It is 22:14 UTC: in a zone that is eight hours ahead, the next day.
    expect(open("8:00")).toBe(day + 16 * 3_600_000);
    expect(open("-12")).toBe(day + 12 * 3_600_000);
    const far = { symbol: "BTCUSDT", interval: "1d", timeZone: "15:00" };
    expect(desk.get("klines", far).code).toBe(-1100);
  });
});

describe("avgPrice", () => {
  test("weighs the last five minutes by volume, and is the last price when nothing was traded", () => {
    trade("20000", "0.01");
    desk.at += 5 * MINUTE;
    trade("30000", "0.01");
    trade("30003", "0.02");
    const average = () => desk.get("avgPrice", { symbol: "BTCUSDT" }).json;
    expect(average()).toEqual({ mins: 5, price: "30002.00000000", closeTime: START_MS + 300_000 });
    desk.at += 10 * MINUTE;
    expect(average()).toMatchObject({ price: "30003.00000000" });
  });
});

describe("tickers", () => {
  test("of a day leave out what is older, and compare with it", () => {
    trade("20000", "0.5");
    desk.at += 24 * 60 * MINUTE + MINUTE;
    trade("30000", "0.01");
    trade("30300", "0.03");
    desk.place({ price: "30001", quantity: "0.02" });
    expect(desk.get("ticker/24hr", { symbol: "BTCUSDT" }).json).toEqual({
      symbol: "BTCUSDT",
      priceChange: "300.00000000",
      priceChangePercent: "1.000",
      weightedAvgPrice: "30225.00000000",
      prevClosePrice: "20000.00000000",
      lastPrice: "30300.00000000",
      lastQty: "0.03000000",
      bidPrice: "30001.00000000",
      bidQty: "0.02000000",
      askPrice: "0.00000000",
      askQty: "0.00000000",
      openPrice: "30000.00000000",
      highPrice: "30300.00000000",
      lowPrice: "30000.00000000",
      volume: "0.04000000",
      quoteVolume: "1209.00000000",
      openTime: START_MS + 60_000,
      closeTime: START_MS + 86_460_000,
      firstId: 2,
      lastId: 3,
      count: 2,
    });
  });

  test("fall, too", () => {
    trade("30000", "0.01");
    trade("29990", "0.01");
    expect(desk.get("ticker", { symbol: "BTCUSDT", windowSize: "1m" }).json).toMatchObject({
      priceChange: "-10.00000000",
      priceChangePercent: "-0.033",
    });
  });

  test("of a window are only of it, and of a short form have no changes", () => {
    trade("20000", "0.5");
    desk.at += 2 * MINUTE;
    trade("30000", "0.01");
    const window = (windowSize: string) =>
      desk.get("ticker", { symbol: "BTCUSDT", windowSize }).json as Record<string, unknown>;
    expect(window("2m")).toMatchObject({ count: 1, openPrice: "30000.00000000" });
    expect(window("3m")).toMatchObject({ count: 2, openPrice: "20000.00000000" });
    expect(desk.get("ticker", { symbol: "BTCUSDT", windowSize: "8d" }).code).toBe(-1120);
    const mini = desk.get("ticker", { symbol: "BTCUSDT", type: "MINI" }).json as object;
    expect(Object.keys(mini)).not.toContain("priceChange");
    expect(desk.get("ticker/tradingDay", { symbol: "BTCUSDT" }).json).toMatchObject({ count: 2 });
  });

  test("are one of a symbol, and a list of some or all", () => {
    trade("30000", "0.01");
    expect(desk.get("ticker/price", { symbol: "BTCUSDT" }).json).toEqual({
      symbol: "BTCUSDT",
      price: "30000.00000000",
    });
    expect(desk.get("ticker/price").json).toHaveLength(2);
    const some = { symbols: '["ETHUSDT"]' };
    expect(desk.get("ticker/bookTicker", some).json).toMatchObject([{ symbol: "ETHUSDT" }]);
  });
});

describe("exchangeInfo", () => {
  test("tells each filter that the exchange holds orders to", () => {
    const { json } = desk.get("exchangeInfo", { symbol: "BTCUSDT" });
    const [symbol] = (json as { readonly symbols: readonly { filters: object[] }[] }).symbols;
    expect(symbol?.filters).toMatchObject([
      { filterType: "PRICE_FILTER", minPrice: "0.01000000", tickSize: "0.01000000" },
      { filterType: "LOT_SIZE", minQty: "0.00001000", stepSize: "0.00001000" },
      { filterType: "ICEBERG_PARTS", limit: 100 },
      { filterType: "MARKET_LOT_SIZE" },
      {
        filterType: "PERCENT_PRICE_BY_SIDE",
        bidMultiplierUp: "5.0000",
        bidMultiplierDown: "0.2000",
      },
      { filterType: "NOTIONAL", minNotional: "5.00000000", maxNotional: "9000000.00000000" },
      { filterType: "MAX_NUM_ORDERS", maxNumOrders: 200 },
      { filterType: "MAX_NUM_ALGO_ORDERS", maxNumAlgoOrders: 5 },
    ]);
  });

  test("tells another tick from when it holds, and its candles begin anew", () => {
    trade("30000", "0.01");
    desk.venue.exchange.setRules(defineSymbol({ ...BTCUSDT, tick: "0.1" }), desk.at);
    const { json } = desk.get("exchangeInfo", { symbol: "BTCUSDT" });
    expect(json).toMatchObject({
      symbols: [{ filters: [{ tickSize: "0.10000000" }, {}, {}, {}, {}, {}, {}, {}] }],
    });
    expect(desk.get("klines", { symbol: "BTCUSDT", interval: "1m" }).json).toEqual([]);
    expect(desk.place({ price: "30000.01" }).msg).toBe("Filter failure: PRICE_FILTER");
    trade("30000.1", "0.01");
    expect(idsOf("trades")).toEqual([2]);
    expect(idsOf("aggTrades", {}, "a")).toEqual([2]);
  });
});

describe("an account's lists", () => {
  test("begin at an id, at a time, or are the newest", () => {
    for (const price of ["30000", "30001", "30002"]) {
      trade(price, "0.01");
      desk.at += MINUTE;
    }
    const trades = (params: Params) =>
      (
        desk.signed("GET", "myTrades", { symbol: "BTCUSDT", ...params }).json as { id: number }[]
      ).map(({ id }) => id);
    expect(trades({ limit: "2" })).toEqual([2, 3]);
    expect(trades({ fromId: "1", limit: "2" })).toEqual([1, 2]);
    expect(trades({ startTime: `${START_MS + 1}`, limit: "1" })).toEqual([2]);
    expect(trades({ startTime: `${START + 1}`, limit: "1" })).toEqual([2]);
    expect(trades({ endTime: `${START_MS + 60_000}`, limit: "1" })).toEqual([2]);
    expect(trades({ orderId: "3" })).toEqual([2]);
    const orders = (params: Params) =>
      (
        desk.signed("GET", "allOrders", { symbol: "BTCUSDT", ...params }).json as {
          orderId: number;
        }[]
      ).map(({ orderId }) => orderId);
    expect(orders({})).toEqual([1, 3, 5]);
    expect(orders({ orderId: "2", limit: "1" })).toEqual([3]);
    expect(orders({ limit: "1" })).toEqual([5]);
  });

  test("of balances leave out what is zero when they are asked to", () => {
    const { exchange } = desk.venue;
    const [{ free = 0n } = {}] = exchange.balances(0).filter(({ asset }) => asset === "ETH");
    exchange.deposit(0, "ETH", -free, desk.at);
    const assets = (params: Params) =>
      (
        desk.signed("GET", "account", params).json as { balances: { asset: string }[] }
      ).balances.map(({ asset }) => asset);
    expect(assets({})).toContain("ETH");
    expect(assets({ omitZeroBalances: "true" })).not.toContain("ETH");
  });
});
