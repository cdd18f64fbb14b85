/** Our words as calls: what is asked for, what it costs, and who goes first. */
import { describe, expect, test } from "bun:test";
import { defineInstrument } from "../../../../../src/trading/market/instrument.ts";
import {
  amendCall,
  cancelAllCall,
  cancelCall,
  placeCall,
  replaceCall,
} from "../../../../../src/trading/venue/binance/requests/order-calls.ts";
import {
  accountCall,
  allOrdersCall,
  exchangeInfoCall,
  keyPermissionsCall,
  logonCall,
  myTradesCall,
  openOrdersCall,
  orderLimitsCall,
  orderStatusCall,
  subscribeCall,
  timeCall,
} from "../../../../../src/trading/venue/binance/requests/query-calls.ts";
import {
  CALL_METHODS,
  type VenueCall,
} from "../../../../../src/trading/venue/binance/requests/venue-call.ts";

const btc = defineInstrument({ number: 0, name: "BTC-USDT@binance", tick: "0.01", lot: "0.00001" });
const id = "o00001030000000z";
const ticket = { instrument: btc, id, side: "BUY", priceTicks: 6_173_763, lots: 150 } as const;

const calls: readonly VenueCall[] = [
  placeCall(ticket),
  cancelCall({ instrument: btc, id }),
  replaceCall({ ...ticket, oldId: "o0000103000000zz", mode: "STOP_ON_FAILURE" }),
  amendCall({ instrument: btc, id }, 100),
  cancelAllCall(btc),
  orderStatusCall({ instrument: btc, id }),
  openOrdersCall(btc),
  allOrdersCall(btc, null),
  myTradesCall(btc, { kind: "TRADE_ID", tradeId: "9007199254740993" }),
  accountCall(),
  orderLimitsCall(),
  timeCall(),
  exchangeInfoCall([btc]),
  logonCall(),
  subscribeCall(true),
  subscribeCall(false),
  keyPermissionsCall(),
];

describe("calls", () => {
  test("say what an order is, in plain decimal text", () => {
    expect(placeCall(ticket).params).toEqual({
      symbol: "BTCUSDT",
      side: "BUY",
      type: "LIMIT",
      timeInForce: "GTC",
      quantity: "0.00150",
      price: "61737.63",
      newClientOrderId: id,
      newOrderRespType: "FULL",
      selfTradePreventionMode: "EXPIRE_TAKER",
    });
  });

  test("of a post-only order have no time in force, of a market order no price", () => {
    const postOnly = placeCall({ ...ticket, style: "POST_ONLY" }).params;
    expect([postOnly.type, postOnly.timeInForce]).toEqual(["LIMIT_MAKER", undefined]);
    const market = placeCall({ ...ticket, style: "MARKET", priceTicks: Number.NaN }).params;
    expect([market.type, market.price, market.timeInForce]).toEqual([
      "MARKET",
      undefined,
      undefined,
    ]);
    expect(placeCall({ ...ticket, style: "IOC" }).params.timeInForce).toBe("IOC");
  });

  test("name the order that goes, and the one that comes", () => {
    const call = replaceCall({ ...ticket, oldId: "old-1", mode: "ALLOW_FAILURE" });
    const { cancelReplaceMode, cancelOrigClientOrderId, newClientOrderId } = call.params;
    expect([cancelReplaceMode, cancelOrigClientOrderId, newClientOrderId]).toEqual([
      "ALLOW_FAILURE",
      "old-1",
      id,
    ]);
  });

  test("to lessen an order keep its id", () => {
    expect(amendCall({ instrument: btc, id }, 100).params).toEqual({
      symbol: "BTCUSDT",
      origClientOrderId: id,
      newClientOrderId: id,
      newQty: "0.00100",
    });
  });

  // BR-17
  const amounts: readonly (readonly [lots: number, lot: string, text: string])[] = [
    [435, "0.01", "4.35"],
    [57, "0.01", "0.57"],
    [113, "0.01", "1.13"],
    [82, "0.1", "8.2"],
    [23, "0.1", "2.3"],
    [29, "0.01", "0.29"],
    [3, "0.00000001", "0.00000003"],
    [37_560_392, "0.00000001", "0.37560392"],
    [12_345_612_345_678, "0.00000001", "123456.12345678"],
    [1, "0.0000000001", "0.0000000001"],
  ];
  test.each(amounts)("say %d lots of %s as %s", (lots, lot, text) => {
    const instrument = defineInstrument({
      number: 0,
      name: "X-Y@binance",
      tick: "0.0000000001",
      lot,
    });
    const { quantity, price } = placeCall({
      ...ticket,
      instrument,
      lots,
      priceTicks: 4_312,
    }).params;
    expect([quantity, price]).toEqual([text, "0.0000004312"]);
  });

  const wrong = [0, -1, 0.5, Number.NaN, 2 ** 53] as const;
  test.each(wrong)("are not made of %d lots or ticks", (value) => {
    expect(() => placeCall({ ...ticket, lots: value })).toThrow("lots");
    expect(() => placeCall({ ...ticket, priceTicks: value })).toThrow("priceTicks");
    expect(() => amendCall({ instrument: btc, id }, value)).toThrow("lots");
  });

  test.each(["", "a b", "a&price=1", "x".repeat(37)])("are not made for the id %p", (bad) => {
    expect(() => placeCall({ ...ticket, id: bad })).toThrow("client order id");
    expect(() => cancelCall({ instrument: btc, id: bad })).toThrow("client order id");
    expect(() => orderStatusCall({ instrument: btc, id: bad })).toThrow("client order id");
  });

  test("are there for each method, once", () => {
    expect(calls.map(({ method }) => method).toSorted()).toEqual([...CALL_METHODS].toSorted());
  });

  test("that change an order are those that are never sent again", () => {
    expect(calls.filter(({ isMutation }) => isMutation).map(({ method }) => method)).toEqual([
      "order.place",
      "order.cancel",
      "order.cancelReplace",
      "order.amend.keepPriority",
      "openOrders.cancelAll",
    ]);
  });

  test("go by what they do to risk", () => {
    const classes = Object.fromEntries(calls.map(({ method, callClass }) => [method, callClass]));
    expect(classes["order.place"]).toBe("NEW");
    expect(classes["order.cancelReplace"]).toBe("NEW");
    expect(classes["order.cancel"]).toBe("CANCEL");
    expect(classes["openOrders.cancelAll"]).toBe("CANCEL");
    expect(classes["order.amend.keepPriority"]).toBe("REDUCE");
    expect(classes["openOrders.status"]).toBe("QUERY");
    expect(placeCall({ ...ticket, reduces: true }).callClass).toBe("REDUCE");
  });

  test("cost what the venue's pages say", () => {
    const costs = Object.fromEntries(calls.map(({ method, cost }) => [method, cost]));
    expect(costs["order.place"]).toEqual({ weight: 1, orders: 1 });
    expect(costs["order.cancelReplace"]).toEqual({ weight: 1, orders: 1 });
    expect(costs["order.cancel"]).toEqual({ weight: 1, orders: 0 });
    expect(costs["order.status"]).toEqual({ weight: 4, orders: 0 });
    expect(openOrdersCall(btc).cost.weight).toBe(6);
    expect(openOrdersCall(null).cost.weight).toBe(80);
    expect(myTradesCall(btc, { kind: "TIME", sinceMs: 5 }).cost.weight).toBe(20);
    expect(myTradesCall(btc, { kind: "ORDER", venueOrderId: "7" }).cost.weight).toBe(5);
  });

  test("take an id of the venue as its digits, and nothing else", () => {
    const { fromId } = myTradesCall(btc, { kind: "TRADE_ID", tradeId: "9007199254740993" }).params;
    expect(fromId).toBe("9007199254740993");
    for (const bad of ["", "-1", "1e3", "1&x=2"]) {
      expect(() => allOrdersCall(btc, bad)).toThrow("digits");
    }
  });
});
