/** USD-M's REST: orders and their refusals by code, the switch, the three bodies of a 503. */
import { describe, expect, test } from "bun:test";
import { overloaded } from "../../../../../../src/trading/venue/simulated/futures/wire/call/overload.ts";
import { FuturesDesk } from "../kit/futures-desk.ts";

const PATH = "/fapi/v1/order";
const BTC = { symbol: "BTCUSDT" };

describe("orders", () => {
  test("are placed, found, changed and cancelled by either id", () => {
    const desk = new FuturesDesk();
    const placed = desk.place({ newClientOrderId: "mine" });
    expect(placed.json).toMatchObject({
      orderId: 1,
      clientOrderId: "mine",
      status: "NEW",
      price: "30000.00",
    });
    expect(placed.headers["X-MBX-ORDER-COUNT-10S"]).toBe("1");
    expect(placed.headers["X-MBX-ORDER-COUNT-1M"]).toBe("1");
    const found = desk.signed("GET", PATH, { ...BTC, origClientOrderId: "mine" });
    expect(found.json).toMatchObject({ orderId: 1, origQty: "0.010", time: 1_699_999_200_000 });
    const change = { ...BTC, orderId: 1, side: "BUY", quantity: "0.008", price: "29990" };
    expect(desk.signed("PUT", PATH, change).json).toMatchObject({
      orderId: 1,
      origQty: "0.008",
      price: "29990.00",
    });
    expect(desk.signed("GET", "/fapi/v1/openOrders", {}).json).toHaveLength(1);
    const cancelled = desk.signed("DELETE", PATH, { ...BTC, orderId: 1 });
    expect(cancelled.json).toMatchObject({ status: "CANCELED", clientOrderId: "mine" });
    expect(desk.signed("GET", "/fapi/v1/openOrder", { ...BTC, orderId: 1 }).json.code).toBe(-2013);
    expect(desk.signed("GET", "/fapi/v1/allOrders", BTC).json).toHaveLength(1);
  });

  test("ACK tells what was before the match, RESULT what came of it", () => {
    const desk = new FuturesDesk();
    desk.place({ side: "SELL" }, 1);
    expect(desk.place({ quantity: "0.004" }).json).toMatchObject({
      status: "NEW",
      executedQty: "0.000",
    });
    const result = desk.place({ quantity: "0.004", newOrderRespType: "RESULT" }).json;
    expect(result).toMatchObject({
      status: "FILLED",
      executedQty: "0.004",
      avgPrice: "30000.00000",
      cumQuote: "120.00000000",
    });
    const [trade] = desk.signed("GET", "/fapi/v1/userTrades", BTC).json;
    expect(trade).toMatchObject({
      commission: "0.06000000",
      maker: false,
      buyer: true,
      realizedPnl: "0.00000000",
    });
    const [risk] = desk.signed("GET", "/fapi/v3/positionRisk", BTC).json;
    expect(risk).toMatchObject({
      positionAmt: "0.008",
      entryPrice: "30000.00000",
      notional: "240.00000000",
    });
  });

  test.each([
    ["a stop, which is an algo order now", { type: "STOP_MARKET", stopPrice: "29000" }, -4120],
    ["a take-profit", { type: "TAKE_PROFIT", stopPrice: "29000" }, -4120],
    ["an unknown type", { type: "LIMIT_MAKER" }, -1116],
    ["a side of hedge mode", { positionSide: "LONG" }, -4061],
    ["a price between ticks", { price: "30000.05" }, -4014],
    ["a quantity between lots", { quantity: "0.0005" }, -4023],
    ["no quantity", { quantity: "" }, -1102],
    ["less than the least notional", { quantity: "0.001", price: "4000" }, -4164],
    ["a time in force of spot's", { timeInForce: "GTD" }, -1115],
    ["reduce-only without a position", { reduceOnly: "true" }, -2022],
    ["what is not listed", { symbol: "XRPUSDT" }, -1121],
    ["more than the margin", { quantity: "200" }, -2019],
  ])("%s is refused", (_name, params, code) => {
    const answer = new FuturesDesk().place(params);
    expect(answer.status).toBe(400);
    expect(answer.json.code).toBe(code);
  });

  test("a signature is of the bytes, and a limit of the account", () => {
    const desk = new FuturesDesk();
    const forged = { ...BTC, orderId: 1, timestamp: 1_699_999_200_000, signature: "00" };
    const headers = { "x-mbx-apikey": "k".repeat(63).concat("0") };
    const query = Object.entries(forged)
      .map(([name, value]) => `${name}=${value}`)
      .join("&");
    const call = { method: "GET", path: PATH, query, body: "", headers, ip: "1" };
    expect(JSON.parse(desk.front.rest(call, desk.now).body).code).toBe(-1022);
    for (let count = 0; count < 300; count += 1) desk.place({ symbol: "BTCUSDT", quantity: "200" });
    expect(desk.place({})).toMatchObject({ status: 429, json: { code: -1015 } });
  });
});

describe("countdownCancelAll", () => {
  const arm = (desk: FuturesDesk, countdownTime: number) =>
    desk.signed("POST", "/fapi/v1/countdownCancelAll", { ...BTC, countdownTime });
  const open = (desk: FuturesDesk) => desk.signed("GET", "/fapi/v1/openOrders", {}).json.length;

  test("fires by the clock of whoever runs the venue, once, for its contract", () => {
    const desk = new FuturesDesk();
    desk.place({});
    desk.place({ symbol: "ETHUSDT", price: "2000" });
    expect(arm(desk, 1_000).json).toEqual({ symbol: "BTCUSDT", countdownTime: "1000" });
    desk.pass(999_999);
    expect(open(desk)).toBe(2);
    desk.pass(1);
    expect(open(desk)).toBe(1);
    desk.place({});
    desk.pass(60_000_000);
    expect(open(desk)).toBe(2);
  });

  test("0 turns it off, and no time is a mistake", () => {
    const desk = new FuturesDesk();
    desk.place({});
    arm(desk, 1_000);
    expect(arm(desk, 0).json).toEqual({ symbol: "BTCUSDT", countdownTime: "0" });
    desk.pass(5_000_000);
    expect(open(desk)).toBe(1);
    expect(desk.signed("POST", "/fapi/v1/countdownCancelAll", BTC).json.code).toBe(-1102);
  });
});

describe("a 503", () => {
  const openCount = (desk: FuturesDesk) => {
    desk.venue.faults = { verdict: () => ({ kind: "NONE" }) };
    return desk.signed("GET", "/fapi/v1/openOrders", {}).json.length;
  };

  test.each([
    ["UNKNOWN", false, /^Unknown error, please check/, 0],
    ["UNKNOWN", true, /^Unknown error, please check/, 1],
    ["UNAVAILABLE", true, /^Service Unavailable\.$/, 0],
    ["THROTTLED", true, /Reduce-only\/close-position orders are exempt/, 0],
  ] as const)("%s (done: %p) says so by its body alone", (kind, isDone, msg, count) => {
    const desk = new FuturesDesk();
    desk.venue.faults = overloaded(kind, isDone);
    const { status, json } = desk.place({});
    expect(status).toBe(503);
    expect(json.msg).toMatch(msg);
    expect(openCount(desk)).toBe(count);
  });

  test("of throttling keeps no order out that only reduces, and no cancel", () => {
    const desk = new FuturesDesk();
    desk.place({ side: "SELL" }, 1);
    desk.place({ quantity: "0.004" });
    desk.place({ price: "29000" });
    desk.venue.faults = overloaded("THROTTLED");
    const reduce = { side: "SELL", price: "30100", quantity: "0.004" };
    expect(desk.place(reduce).status).toBe(503);
    expect(desk.place({ ...reduce, reduceOnly: "true" }).status).toBe(200);
    expect(desk.signed("DELETE", "/fapi/v1/allOpenOrders", BTC).json.code).toBe(200);
  });
});

test("money adds up on the wire: wallet, profit and margin of both accounts", () => {
  const desk = new FuturesDesk();
  desk.signed("POST", "/fapi/v1/leverage", { ...BTC, leverage: 10 });
  desk.place({ side: "SELL", quantity: "0.010" }, 1);
  desk.place({ quantity: "0.010" });
  desk.place({ side: "SELL", price: "30100.0", quantity: "0.001" }, 1);
  desk.place({ price: "30100.0", quantity: "0.001" });
  const { json } = desk.signed("GET", "/fapi/v3/account", {});
  // Bought 0.010 at 30,000 and 0.001 at 30,100; fees 0.15 and 0.01505; 0.011 at the mark of 30,100.
  expect(json).toMatchObject({
    totalWalletBalance: "99999.83495000",
    totalUnrealizedProfit: "1.00000000",
    totalPositionInitialMargin: "33.11000000",
    availableBalance: "99967.72495000",
  });
  const other = desk.signed("GET", "/fapi/v2/account", {}, 1).json;
  expect(other).toMatchObject({ totalUnrealizedProfit: "-1.00000000", canTrade: true });
  expect(desk.signed("GET", "/fapi/v3/balance", {}).json[0].balance).toBe("99999.83495000");
});
