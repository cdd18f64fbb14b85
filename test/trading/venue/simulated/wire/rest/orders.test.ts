/** Orders over REST: the shapes of answers, cancels, replaces and amendments. */
import { describe, expect, test } from "bun:test";
import { LIMITS } from "../../../../../../src/trading/venue/simulated/wire/limits/venue-limits.ts";
import { RestDesk, START } from "../kit/rest-desk.ts";

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

  test("names the order anew, and takes no name that another open order has", () => {
    const desk = new RestDesk();
    desk.place({ quantity: "0.02", newClientOrderId: "large" });
    desk.place({ newClientOrderId: "smaller" });
    expect(amend(desk, "0.015").json).toEqual({ code: -2010, msg: "Duplicate order sent." });
    desk.signed("DELETE", "order", { symbol: "BTCUSDT", origClientOrderId: "smaller" });
    expect(amend(desk, "0.015").status).toBe(200);
    const by = (origClientOrderId: string) =>
      desk.signed("GET", "order", { symbol: "BTCUSDT", origClientOrderId });
    expect(by("smaller").json).toMatchObject({ orderId: 1, origQty: "0.01500000" });
    expect(by("large").code).toBe(-2013);
    expect(amend(desk, "0.01").status).toBe(200);
    expect(by("smaller").json).toMatchObject({ orderId: 1, origQty: "0.01000000" });
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
