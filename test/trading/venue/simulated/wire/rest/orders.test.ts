/** Orders over REST: the shapes of answers, replaces and amendments, limits, faults, times. */
import { describe, expect, test } from "bun:test";
import type { Fault } from "../../../../../../src/trading/venue/simulated/wire/call/fault-point.ts";
import { LIMITS } from "../../../../../../src/trading/venue/simulated/wire/limits/venue-limits.ts";
import { VENUE_ERRORS } from "../../../../../../src/trading/venue/simulated/wire/request/venue-error.ts";
import { IP, RestDesk, START } from "../kit/rest-desk.ts";

const keysOf = (json: unknown) => Object.keys(json as object);
const ACK = ["symbol", "orderId", "orderListId", "clientOrderId", "transactTime"];
const STATE = [
  ...["price", "origQty", "executedQty", "origQuoteOrderQty", "cummulativeQuoteQty"],
  ...["status", "timeInForce", "type", "side"],
];
const RESULT = [...ACK, ...STATE, "workingTime", "selfTradePreventionMode"];

describe("a placing", () => {
  test.each([
    ["ACK", ACK],
    ["RESULT", RESULT],
    ["FULL", [...RESULT, "fills"]],
  ])("is answered as it asks: %s", (newOrderRespType, fields) => {
    expect(keysOf(new RestDesk().place({ newOrderRespType }).json)).toEqual(fields);
  });

  test("is answered in full by itself when it could trade at once, else by an ACK", () => {
    const desk = new RestDesk();
    expect(keysOf(desk.place().json)).toContain("fills");
    const { timeInForce: _, ...maker } = { timeInForce: "GTC", type: "LIMIT_MAKER" };
    const params = { symbol: "BTCUSDT", side: "BUY", quantity: "0.01", price: "30000", ...maker };
    expect(keysOf(desk.signed("POST", "order", params).json)).toEqual(ACK);
  });

  test("tells each fill with its fee, and only what is filled", () => {
    const desk = new RestDesk();
    desk.place({ side: "SELL", price: "30000", quantity: "0.01" }, 1);
    desk.place({ side: "SELL", price: "30001", quantity: "0.02" }, 1);
    const { json } = desk.place({ price: "30001", quantity: "0.02", timeInForce: "IOC" });
    expect(json).toMatchObject({
      status: "FILLED",
      executedQty: "0.02000000",
      cummulativeQuoteQty: "600.01000000",
      fills: [
        {
          price: "30000.00000000",
          qty: "0.01000000",
          commission: "0.00001000",
          commissionAsset: "BTC",
          tradeId: 1,
        },
        { price: "30001.00000000", qty: "0.01000000", tradeId: 2 },
      ],
    });
  });

  test("has a stop's own fields only of a stop, and no working time while it waits", () => {
    const desk = new RestDesk();
    const stop = { type: "STOP_LOSS_LIMIT", stopPrice: "31000", newOrderRespType: "RESULT" };
    const fields = keysOf(desk.place({ ...stop, price: "31000" }).json);
    expect(fields).toContain("stopPrice");
    expect(fields).not.toContain("workingTime");
    const query = { symbol: "BTCUSDT", orderId: "1" };
    expect(desk.signed("GET", "order", query).json).toMatchObject({
      isWorking: false,
      workingTime: -1,
      stopPrice: "31000.00000000",
    });
  });

  test("may use an id again once its order is over, and not before", () => {
    const desk = new RestDesk();
    const mine = { newClientOrderId: "mine" };
    expect(desk.place(mine).status).toBe(200);
    expect(desk.place(mine).json).toEqual({ code: -2010, msg: "Duplicate order sent." });
    desk.signed("DELETE", "order", { symbol: "BTCUSDT", origClientOrderId: "mine" });
    expect(desk.place(mine).json).toMatchObject({ orderId: 2, clientOrderId: "mine" });
    const query = { symbol: "BTCUSDT", origClientOrderId: "mine" };
    expect(desk.signed("GET", "order", query).json).toMatchObject({ orderId: 2 });
  });

  test("of a test places nothing", () => {
    const desk = new RestDesk();
    const ticket = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC" };
    const params = { ...ticket, quantity: "0.01", price: "30000" };
    expect(desk.signed("POST", "order/test", params).json).toEqual({});
    expect(desk.signed("GET", "openOrders").json).toEqual([]);
  });
});

describe("a cancel", () => {
  test("has an id of its own, and names the order's", () => {
    const desk = new RestDesk();
    desk.place({ newClientOrderId: "mine" });
    const params = { symbol: "BTCUSDT", origClientOrderId: "mine", newClientOrderId: "undo" };
    expect(desk.signed("DELETE", "order", params).json).toMatchObject({
      origClientOrderId: "mine",
      clientOrderId: "undo",
      status: "CANCELED",
      orderId: 1,
    });
  });

  test("keeps to its restriction", () => {
    const desk = new RestDesk();
    desk.place();
    const order = { symbol: "BTCUSDT", orderId: "1" };
    const some = { ...order, cancelRestrictions: "ONLY_PARTIALLY_FILLED" };
    expect(desk.signed("DELETE", "order", some).json).toEqual({
      code: -2011,
      msg: "Order was not canceled due to cancel restrictions.",
    });
    const fresh = { ...order, cancelRestrictions: "ONLY_NEW" };
    expect(desk.signed("DELETE", "order", fresh).status).toBe(200);
  });

  test("of another account's order finds nothing", () => {
    const desk = new RestDesk();
    desk.place();
    const order = { symbol: "BTCUSDT", orderId: "1" };
    expect(desk.signed("DELETE", "order", order, 1).code).toBe(-2011);
    expect(desk.signed("GET", "order", order, 1).code).toBe(-2013);
  });

  test("of all leaves nothing, and of nothing is refused", () => {
    const desk = new RestDesk();
    desk.place();
    desk.place({ price: "29000" });
    const all = () => desk.signed("DELETE", "openOrders", { symbol: "BTCUSDT" });
    expect(all().json).toHaveLength(2);
    expect(desk.signed("GET", "openOrders").json).toEqual([]);
    expect(all().code).toBe(-2011);
  });
});

describe("a cancel-replace", () => {
  const replace = (desk: RestDesk, change: Record<string, string>) =>
    desk.signed("POST", "order/cancelReplace", {
      ...{ symbol: "BTCUSDT", cancelReplaceMode: "STOP_ON_FAILURE", cancelOrderId: "1" },
      ...{ side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "29000" },
      ...change,
    });
  const BROKE = { quantity: "100", price: "90000" };

  test("does both", () => {
    const desk = new RestDesk();
    desk.place();
    const { status, json } = replace(desk, {});
    expect(status).toBe(200);
    expect(json).toMatchObject({
      cancelResult: "SUCCESS",
      newOrderResult: "SUCCESS",
      cancelResponse: { orderId: 1, status: "CANCELED" },
      newOrderResponse: { orderId: 2, status: "NEW" },
    });
  });

  test("does not place when it cannot cancel, and counts all the same", () => {
    const desk = new RestDesk();
    const { status, json } = replace(desk, {});
    expect(status).toBe(400);
    expect(json).toEqual({
      code: -2022,
      msg: "Order cancel-replace failed.",
      data: {
        cancelResult: "FAILURE",
        newOrderResult: "NOT_ATTEMPTED",
        cancelResponse: { code: -2011, msg: "Unknown order sent." },
        newOrderResponse: null,
      },
    });
    expect(desk.signed("GET", "rateLimit/order").json).toMatchObject([{ count: 1 }, { count: 1 }]);
  });

  test("places although it cannot cancel, if it may, and says 409", () => {
    const { status, json } = replace(new RestDesk(), { cancelReplaceMode: "ALLOW_FAILURE" });
    expect(status).toBe(409);
    expect(json).toMatchObject({
      code: -2021,
      data: {
        cancelResult: "FAILURE",
        newOrderResult: "SUCCESS",
        newOrderResponse: { status: "NEW" },
      },
    });
  });

  test("says 409 when only the cancel was done", () => {
    const desk = new RestDesk();
    desk.place();
    const { status, json } = replace(desk, BROKE);
    expect(status).toBe(409);
    expect(json).toMatchObject({
      code: -2021,
      data: {
        cancelResult: "SUCCESS",
        newOrderResult: "FAILURE",
        newOrderResponse: { code: -2010 },
      },
    });
    expect(desk.signed("GET", "openOrders").json).toEqual([]);
  });

  test("says 400 when neither was done", () => {
    const both = { ...BROKE, cancelReplaceMode: "ALLOW_FAILURE" };
    const { status, json } = replace(new RestDesk(), both);
    expect(status).toBe(400);
    expect(json).toMatchObject({
      code: -2022,
      data: { cancelResult: "FAILURE", newOrderResult: "FAILURE" },
    });
  });

  test("cancels at least, when the account may place no more and it says so", () => {
    const desk = new RestDesk({ limits: { ...LIMITS, ordersPer10Seconds: 1 } });
    desk.place();
    expect(replace(desk, {}).code).toBe(-1015);
    expect(desk.signed("GET", "openOrders").json).toHaveLength(1);
    const { status, json } = replace(desk, { orderRateLimitExceededMode: "CANCEL_ONLY" });
    expect(status).toBe(409);
    expect(json).toMatchObject({
      data: { cancelResult: "SUCCESS", newOrderResponse: { code: -1015 } },
    });
    expect(desk.signed("GET", "openOrders").json).toEqual([]);
  });
});

describe("an amendment", () => {
  const amend = (desk: RestDesk, newQty: string) =>
    desk.signed("PUT", "order/amend/keepPriority", {
      ...{ symbol: "BTCUSDT", orderId: "1", newQty, newClientOrderId: "smaller" },
    });

  test("makes an order smaller, and is remembered", () => {
    const desk = new RestDesk();
    desk.place({ quantity: "0.02", newClientOrderId: "large" });
    expect(amend(desk, "0.015").json).toMatchObject({
      transactTime: START / 1_000,
      amendedOrder: {
        orderId: 1,
        origClientOrderId: "large",
        clientOrderId: "smaller",
        qty: "0.01500000",
        status: "NEW",
      },
    });
    const order = { symbol: "BTCUSDT", orderId: "1" };
    expect(desk.signed("GET", "order/amendments", order).json).toMatchObject([
      { origQty: "0.02000000", newQty: "0.01500000", newClientOrderId: "smaller" },
    ]);
  });

  test.each([
    ["0.03", -2038],
    ["0.02", -2038],
    ["0.0150001", -1013],
    ["0", -1013],
  ])("to %s is refused", (newQty, code) => {
    const desk = new RestDesk();
    desk.place({ quantity: "0.02" });
    expect(amend(desk, newQty).code).toBe(code);
  });
});

describe("unfilled orders", () => {
  test("are counted in the headers of placings only, and given back by the first fill", () => {
    const desk = new RestDesk();
    const count = (answer: ReturnType<RestDesk["get"]>) => answer.headers["X-MBX-ORDER-COUNT-10S"];
    expect(count(desk.place({ side: "SELL", price: "30000", quantity: "0.03" }))).toBe("1");
    expect(count(desk.place({ side: "SELL", price: "30001", quantity: "0.03" }))).toBe("2");
    expect(count(desk.signed("GET", "openOrders"))).toBeUndefined();
    // It takes at once: it is given back too.
    expect(count(desk.place({ quantity: "0.01" }, 1))).toBe("0");
    expect(desk.signed("GET", "rateLimit/order").json).toMatchObject([{ count: 1 }, { count: 1 }]);
    desk.place({ quantity: "0.01" }, 1);
    expect(desk.signed("GET", "rateLimit/order").json).toMatchObject([{ count: 1 }, { count: 1 }]);
  });

  test("beyond the limit are refused by 429 without a Retry-After; reading and cancelling go on", () => {
    const desk = new RestDesk({ limits: { ...LIMITS, ordersPer10Seconds: 1 } });
    desk.place();
    const { status, code, headers } = desk.place();
    expect({ status, code }).toEqual({ status: 429, code: -1015 });
    expect(headers["Retry-After"]).toBeUndefined();
    const order = { symbol: "BTCUSDT", orderId: "1" };
    expect(desk.signed("DELETE", "order", order).status).toBe(200);
    desk.at = START + 10_000_000;
    expect(desk.place().status).toBe(200);
  });
});

describe("request weight", () => {
  test("is that of each call, by what it asks", () => {
    const desk = new RestDesk();
    const weightOf = (ask: () => { readonly headers: Readonly<Record<string, string>> }) => {
      desk.at += 60_000_000;
      return Number(ask().headers["X-MBX-USED-WEIGHT-1M"]);
    };
    const depth = (limit: string) => () => desk.get("depth", { symbol: "BTCUSDT", limit });
    expect(["100", "101", "1000", "5000"].map((limit) => weightOf(depth(limit)))).toEqual([
      5, 25, 50, 250,
    ]);
    expect(weightOf(() => desk.get("exchangeInfo"))).toBe(20);
    expect(weightOf(() => desk.get("ticker/24hr"))).toBe(80);
    expect(weightOf(() => desk.get("ticker/24hr", { symbol: "BTCUSDT" }))).toBe(2);
    expect(weightOf(() => desk.signed("GET", "openOrders"))).toBe(80);
    expect(weightOf(() => desk.signed("GET", "openOrders", { symbol: "BTCUSDT" }))).toBe(6);
    expect(weightOf(() => desk.get("depth", { symbol: "XXXYYY" }))).toBe(5);
  });

  test("used up is 429 with the seconds to wait, then 418, also for what is signed right", () => {
    const desk = new RestDesk({ limits: { ...LIMITS, weightPerMinute: 40, toleratedMax: 2 } });
    const statuses = [1, 2, 3, 4, 5].map(() => desk.get("exchangeInfo").status);
    expect(statuses).toEqual([200, 200, 429, 429, 418]);
    const banned = desk.signed("GET", "openOrders");
    expect(banned).toMatchObject({ status: 418, code: -1003, headers: { "Retry-After": "120" } });
    expect(banned.msg).toContain(`IP banned until ${START / 1_000 + 120_000}.`);
    desk.at = START + 120_000_000;
    expect(desk.get("ping").status).toBe(200);
    expect(desk.send({ path: "/api/v3/ping", ip: "10.0.0.1" }).status).toBe(200);
  });

  test("is counted of the address that asks, whatever the key", () => {
    const desk = new RestDesk();
    desk.signed("GET", "openOrders", {}, 0);
    expect(desk.signed("GET", "openOrders", {}, 1).headers["X-MBX-USED-WEIGHT-1M"]).toBe("160");
    expect(desk.venue.addresses.used(IP, desk.at)[0]?.count).toBe(160);
  });
});

describe("a fault", () => {
  const withFault = (fault: Fault) => {
    const asked: string[] = [];
    const desk = new RestDesk({
      faults: {
        verdict: ({ name, account, symbol }) => {
          asked.push(`${name} ${account} ${symbol}`);
          return name === "order.place" ? fault : { kind: "NONE" };
        },
      },
    });
    return { desk, asked };
  };
  const isOpen = (desk: RestDesk) =>
    (desk.signed("GET", "openOrders").json as readonly unknown[]).length === 1;
  const error = VENUE_ERRORS.timeout;

  test.each([true, false])("is an error with the order done: %p", (isDone) => {
    const { desk, asked } = withFault({ kind: "ERROR", isDone, error });
    const answer = desk.place();
    expect(answer).toMatchObject({ status: 504, code: -1007 });
    expect(answer.headers["X-MBX-ORDER-COUNT-10S"]).toBeUndefined();
    expect(isOpen(desk)).toBe(isDone);
    expect(asked[0]).toBe("order.place 0 BTCUSDT");
  });

  test.each([true, false])("is no answer with the order done: %p", (isDone) => {
    const { desk } = withFault({ kind: "LOSE", isDone });
    expect(desk.place().delivery).toEqual({ kind: "LOSE" });
    expect(isOpen(desk)).toBe(isDone);
  });

  test("is a late answer of an order that is done at once", () => {
    const { desk } = withFault({ kind: "LATE", delayUs: 250_000 });
    const { status, delivery } = desk.place();
    expect({ status, delivery }).toEqual({
      status: 200,
      delivery: { kind: "SEND", delayUs: 250_000 },
    });
    expect(isOpen(desk)).toBe(true);
  });

  test("is not asked for what is not allowed", () => {
    const { desk, asked } = withFault({ kind: "LOSE", isDone: true });
    desk.send({ method: "POST", path: "/api/v3/order", query: "symbol=BTCUSDT" });
    expect(asked).toEqual([]);
  });
});

describe("times", () => {
  const send = (desk: RestDesk, unit: string) =>
    desk.send({ path: "/api/v3/time", headers: { "x-mbx-time-unit": unit } });

  test("are milliseconds, or microseconds for who asks", () => {
    const desk = new RestDesk();
    desk.at = START + 1_234;
    expect(desk.get("time").json).toEqual({ serverTime: START / 1_000 + 1 });
    expect(send(desk, "microsecond").json).toEqual({ serverTime: START + 1_234 });
    expect(send(desk, "SECOND")).toMatchObject({ status: 400, code: -1194 });
  });
});
