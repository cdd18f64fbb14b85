/** Our own requests and readers of Binance spot, on this exchange as they are: nothing is adapted. */
import { describe, expect, test } from "bun:test";
import { defineInstrument } from "../../../../../../src/trading/market/instrument.ts";
import {
  accountOutcome,
  keyPermissionsOutcome,
  orderLimitsOutcome,
  timeOutcome,
} from "../../../../../../src/trading/venue/binance/answers/account-answers.ts";
import {
  orderOutcome,
  ordersOutcome,
  replaceOutcome,
  tradesOutcome,
} from "../../../../../../src/trading/venue/binance/answers/order-answers.ts";
import {
  type Reply,
  replyOfHttp,
} from "../../../../../../src/trading/venue/binance/answers/reply.ts";
import { rulesOutcome } from "../../../../../../src/trading/venue/binance/answers/rules-answer.ts";
import {
  amendCall,
  cancelAllCall,
  cancelCall,
  type OrderTicket,
  placeCall,
  replaceCall,
} from "../../../../../../src/trading/venue/binance/requests/order-calls.ts";
import {
  accountCall,
  allOrdersCall,
  exchangeInfoCall,
  keyPermissionsCall,
  myTradesCall,
  openOrdersCall,
  orderLimitsCall,
  orderStatusCall,
  timeCall,
} from "../../../../../../src/trading/venue/binance/requests/query-calls.ts";
import { renderRest } from "../../../../../../src/trading/venue/binance/requests/render.ts";
import type { VenueCall } from "../../../../../../src/trading/venue/binance/requests/venue-call.ts";
import { VenueKey } from "../../../../../../src/trading/venue/binance/signing/venue-key.ts";
import { RestDesk, START } from "../kit/rest-desk.ts";

const BTC = defineInstrument({
  number: 0,
  name: "BTC-USDT@binance",
  tick: "0.01",
  lot: "0.00001",
});
const INSTRUMENTS = new Map([["BTCUSDT", BTC]]);
const ED25519_NAME = "E".repeat(64);
const ticket = (id: string, change: Partial<OrderTicket> = {}): OrderTicket => ({
  instrument: BTC,
  id,
  side: "BUY",
  priceTicks: 3_000_000,
  lots: 1_000,
  ...change,
});

/** A desk, and what a call by `key` of its first account comes to. */
function client(key?: VenueKey) {
  const desk = new RestDesk();
  if (key !== undefined) {
    desk.venue.keys.add({
      apiKey: key.apiKey,
      account: desk.accounts[0],
      proof: { kind: "ED25519", publicPem: key.publicPem ?? "" },
      permissions: { read: true, trade: true, withdraw: true },
      ips: ["127.0.0.1"],
      createdAt: START,
    });
  }
  const ask = (call: VenueCall): Reply => {
    const stamp = { timestampMs: Math.floor(desk.at / 1_000), recvWindowMs: 1_000 };
    const request = renderRest(call, stamp, key ?? desk.key(0));
    const headers = Object.entries(request.headers).map(([name, value]) => [
      name.toLowerCase(),
      value,
    ]);
    const answer = desk.raw({ ...request, headers: Object.fromEntries(headers) });
    return replyOfHttp({
      status: answer.status,
      headers: new Map(Object.entries(answer.headers)),
      body: answer.body,
      failure: null,
    });
  };
  return { desk, ask };
}

describe.each([
  ["HMAC", undefined],
  ["Ed25519", VenueKey.ed25519(ED25519_NAME, new Uint8Array(32).fill(5))],
])("our client with a key of %s", (_, key) => {
  test("places, asks, makes smaller, replaces and cancels", () => {
    const { ask } = client(key);
    const place = placeCall(ticket("one"));
    const placed = orderOutcome(place, ask(place), INSTRUMENTS);
    expect(placed).toMatchObject({
      kind: "CONFIRMED",
      value: { id: "one", status: "NEW", orderLots: 1_000, priceTicks: 3_000_000 },
    });
    const status = orderStatusCall({ instrument: BTC, id: "one" });
    expect(orderOutcome(status, ask(status), INSTRUMENTS)).toMatchObject({
      kind: "CONFIRMED",
      value: { id: "one", status: "NEW", updatedUs: START },
    });
    const amend = amendCall({ instrument: BTC, id: "one" }, 600);
    expect(orderOutcome(amend, ask(amend), INSTRUMENTS)).toMatchObject({
      kind: "CONFIRMED",
      value: { id: "one", orderLots: 600 },
    });
    const replace = replaceCall({ ...ticket("two"), oldId: "one", mode: "STOP_ON_FAILURE" });
    expect(replaceOutcome(replace, ask(replace), INSTRUMENTS)).toMatchObject({
      kind: "CONFIRMED",
      value: { cancelled: { id: "one", status: "CANCELED" }, placed: { id: "two" } },
    });
    const cancel = cancelCall({ instrument: BTC, id: "two" });
    expect(orderOutcome(cancel, ask(cancel), INSTRUMENTS)).toMatchObject({
      kind: "CONFIRMED",
      value: { id: "two", status: "CANCELED" },
    });
  });
});

describe("our client", () => {
  test("is told fills and fees, and reads every list without a word that it does not know", () => {
    const { desk, ask } = client();
    desk.place({ side: "SELL", price: "30000", quantity: "0.004" }, 1);
    const place = placeCall(ticket("one"));
    expect(orderOutcome(place, ask(place), INSTRUMENTS)).toMatchObject({
      kind: "CONFIRMED",
      value: {
        status: "PARTIAL",
        cumLots: 400,
        fills: [{ lots: 400, fee: { asset: "BASE", text: "0.00000400" } }],
      },
    });
    for (const call of [openOrdersCall(BTC), openOrdersCall(null), allOrdersCall(BTC, null)]) {
      expect(ordersOutcome(call, ask(call), INSTRUMENTS)).toMatchObject({
        kind: "CONFIRMED",
        value: { items: [{ id: "one", status: "PARTIAL", cumLots: 400 }], bad: [], drift: [] },
      });
    }
    const trades = myTradesCall(BTC, { kind: "TRADE_ID", tradeId: "0" });
    expect(tradesOutcome(trades, ask(trades), INSTRUMENTS)).toMatchObject({
      kind: "CONFIRMED",
      value: { items: [{ tradeId: "1", lots: 400, isMaker: false }], bad: [], drift: [] },
    });
    const all = cancelAllCall(BTC);
    expect(ordersOutcome(all, ask(all), INSTRUMENTS)).toMatchObject({
      kind: "CONFIRMED",
      value: { items: [{ id: "one", status: "CANCELED" }], bad: [], drift: [] },
    });
  });

  test("learns rules, clock, balances, limits and what its key may do", () => {
    const { ask } = client();
    const rules = exchangeInfoCall([BTC]);
    expect(rulesOutcome(rules, ask(rules))).toMatchObject({
      kind: "CONFIRMED",
      value: {
        limits: [{ kind: "WEIGHT" }, { kind: "REQUESTS" }, { kind: "ORDERS" }, { kind: "ORDERS" }],
        symbols: [{ symbolText: "BTCUSDT", isTrading: true, tick: BTC.tick, mayAmend: true }],
      },
    });
    expect(timeOutcome(timeCall(), ask(timeCall()))).toEqual({
      kind: "CONFIRMED",
      value: START / 1_000,
    });
    expect(accountOutcome(accountCall(), ask(accountCall()))).toMatchObject({
      kind: "CONFIRMED",
      value: { canTrade: true, updatedUs: START, balances: { length: 3 } },
    });
    const limits = orderLimitsOutcome(orderLimitsCall(), ask(orderLimitsCall()));
    expect(limits).toMatchObject({ kind: "CONFIRMED", value: [{ count: 0 }, { count: 0 }] });
    expect(ask(timeCall()).usage).toMatchObject([{ kind: "WEIGHT", intervalMs: 60_000 }]);
    expect(keyPermissionsOutcome(keyPermissionsCall(), ask(keyPermissionsCall()))).toMatchObject({
      kind: "CONFIRMED",
      value: { mayWithdraw: false, mayTransfer: false, mayRead: true, mayTradeSpot: true },
    });
  });

  test("is told that its key may withdraw", () => {
    const { ask } = client(VenueKey.ed25519(ED25519_NAME, new Uint8Array(32).fill(5)));
    expect(keyPermissionsOutcome(keyPermissionsCall(), ask(keyPermissionsCall()))).toMatchObject({
      value: { mayWithdraw: true, isBoundToAddress: true },
    });
  });

  test("knows what is not there from what is not known", () => {
    const { ask } = client();
    const status = orderStatusCall({ instrument: BTC, id: "none" });
    expect(orderOutcome(status, ask(status), INSTRUMENTS)).toMatchObject({ kind: "NOT_FOUND" });
    const cancel = cancelCall({ instrument: BTC, id: "none" });
    expect(orderOutcome(cancel, ask(cancel), INSTRUMENTS)).toMatchObject({ kind: "NOT_FOUND" });
    const dear = placeCall(ticket("dear", { lots: 29_000_000 }));
    expect(orderOutcome(dear, ask(dear), INSTRUMENTS)).toMatchObject({
      kind: "REFUSED",
      code: -2010,
    });
  });
});
