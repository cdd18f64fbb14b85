/** Lists of orders and trades: one item that cannot be read, or a word nobody knows, loses no other. */
import { describe, expect, test } from "bun:test";
import { defineInstrument } from "../../../../../src/trading/market/instrument.ts";
import {
  ordersOutcome,
  tradesOutcome,
} from "../../../../../src/trading/venue/binance/answers/order-answers.ts";
import { feeOf, readOrder } from "../../../../../src/trading/venue/binance/answers/read-order.ts";
import { callOf } from "../../../../../src/trading/venue/binance/requests/venue-call.ts";
import { btc, CANCELLED, framed, http, INSTRUMENTS, ORDER } from "./answer-kit.ts";

const open = callOf("openOrders.status", "QUERY", {});
const trades = callOf("myTrades", "QUERY", {});
const TRADE = {
  symbol: "BTCUSDT",
  id: 28_457,
  orderId: 100_234,
  orderListId: -1,
  price: "23416.50",
  qty: "0.00212",
  quoteQty: "49.64",
  commission: "0.00000212",
  commissionAsset: "BTC",
  time: 1_499_865_549_590,
  isBuyer: true,
  isMaker: false,
  isBestMatch: true,
};

function ordersOf(body: unknown) {
  const outcome = ordersOutcome(open, http(200, body), INSTRUMENTS);
  if (outcome.kind !== "CONFIRMED") throw new Error(outcome.kind);
  return outcome.value;
}

describe("open orders", () => {
  test("of which words are new are all known afterwards (BR-23)", () => {
    const { items, bad, drift } = ordersOf([
      { ...ORDER, orderId: 1, status: "NEW", executedQty: "0" },
      { ...ORDER, orderId: 2, status: "PENDING_REVIEW" },
      { ...ORDER, orderId: 3, status: "PARTIALLY_FILLED", origQty: "1.0", executedQty: "0.4" },
      { ...ORDER, orderId: 4, type: "ICEBERG_V2" },
      { ...ORDER, orderId: 5, foo: {} },
    ]);
    expect(bad).toEqual([]);
    expect(items.map(({ venueOrderId, status }) => `${venueOrderId} ${status}`)).toEqual([
      "1 NEW",
      "2 UNKNOWN",
      "3 PARTIAL",
      "4 PARTIAL",
      "5 PARTIAL",
    ]);
    expect(items[1]).toMatchObject({ statusText: "PENDING_REVIEW", orderLots: 847 });
    expect(drift).toEqual([
      { kind: "WORD", place: "order.status", text: "PENDING_REVIEW" },
      { kind: "WORD", place: "order.type", text: "ICEBERG_V2" },
      { kind: "FIELD", place: "order", text: "foo" },
    ]);
  });

  test("of which some cannot be read say which, and what is wrong", () => {
    const { items, bad } = ordersOf([
      ORDER,
      { ...ORDER, orderId: 2, executedQty: "0.000000001" },
      { ...ORDER, orderId: 3, symbol: "ETHUSDT" },
      { ...ORDER, orderId: 4, side: "SIDEWAYS" },
      { ...ORDER, orderId: 1.5 },
      { ...ORDER, orderId: [5] },
      { ...ORDER, clientOrderId: undefined },
      null,
      ORDER,
    ]);
    expect(items.length).toBe(2);
    expect(
      bad.map(({ field, venueOrderId, symbolText }) => [field, venueOrderId, symbolText]),
    ).toEqual([
      ["order.executedQty", "2", "BTCUSDT"],
      ["order.symbol", "3", "ETHUSDT"],
      ["order.side", "4", "BTCUSDT"],
      ["order.orderId", "", "BTCUSDT"],
      ["order.orderId", "", "BTCUSDT"],
      ["order.clientOrderId", "12569099453", "BTCUSDT"],
      ["order", "", ""],
    ]);
    for (const { reason } of bad) expect(reason).not.toBe("");
  });

  test("have ids with the digits of the wire, also beyond 2^53", () => {
    const body = JSON.stringify([ORDER]).replace("12569099453", "9223372036854775807");
    expect(ordersOf(body).items[0]?.venueOrderId).toBe("9223372036854775807");
    const near = JSON.stringify([ORDER]).replace("12569099453", "9007199254740993");
    expect(ordersOf(near).items[0]?.venueOrderId).toBe("9007199254740993");
  });

  test("are all there, of however many", () => {
    const body = Array.from({ length: 250 }, (_, index) => ({ ...ORDER, orderId: index + 1 }));
    expect(ordersOf(body).items.length).toBe(250);
  });

  test("that were cancelled in lists are the orders of the lists", () => {
    const body = [CANCELLED, { orderListId: 1929, orderReports: [CANCELLED, CANCELLED] }];
    expect(ordersOf(body).items.map(({ status }) => status)).toEqual([
      "CANCELED",
      "CANCELED",
      "CANCELED",
    ]);
  });
});

describe("the state of an order", () => {
  const words: readonly (readonly [string, string])[] = [
    ["NEW", "NEW"],
    ["PENDING_NEW", "NEW"],
    ["PARTIALLY_FILLED", "PARTIAL"],
    ["FILLED", "FILLED"],
    ["CANCELED", "CANCELED"],
    ["REJECTED", "REJECTED"],
    ["EXPIRED", "EXPIRED"],
    ["EXPIRED_IN_MATCH", "EXPIRED"],
    ["PENDING_CANCEL", "UNKNOWN"],
    ["toString", "UNKNOWN"],
    ["__proto__", "UNKNOWN"],
  ];
  test.each(words)("%s is %s", (word, status) => {
    const read = readOrder({ ...ORDER, status: word }, INSTRUMENTS);
    expect([read.item?.status, read.item?.statusText]).toEqual([status as never, word]);
  });

  test("is read with whatever time the answer has, milli- or microseconds", () => {
    const updated = (order: unknown) => readOrder(order, INSTRUMENTS).item?.updatedUs;
    expect(updated(ORDER)).toBe(1_660_801_717_945_000);
    expect(updated(JSON.parse(JSON.stringify(CANCELLED)))).toBe(1_684_804_350_068_000);
    expect(updated({ ...ORDER, updateTime: 1_660_801_717_945_123 })).toBe(1_660_801_717_945_123);
    expect(updated({ ...ORDER, updateTime: undefined })).toBeNaN();
  });
});

describe("trades", () => {
  test("say side, fee and who was the maker", () => {
    for (const reply of [http(200, [TRADE]), framed(200, { result: [TRADE] })]) {
      const outcome = tradesOutcome(trades, reply, INSTRUMENTS);
      expect(outcome).toEqual({
        kind: "CONFIRMED",
        value: {
          items: [
            {
              instrument: btc,
              tradeId: "28457",
              venueOrderId: "100234",
              side: "BUY",
              priceTicks: 2_341_650,
              lots: 212,
              isMaker: false,
              timeUs: 1_499_865_549_590_000,
              fee: { asset: "BASE", assetText: "BTC", text: "0.00000212" },
            },
          ],
          bad: [],
          drift: [],
        },
      });
    }
  });

  test("that cannot be read are named by the order that they are of", () => {
    const body = [
      TRADE,
      { ...TRADE, qty: "0" },
      { ...TRADE, commission: "1e-8" },
      { ...TRADE, id: -1 },
    ];
    const outcome = tradesOutcome(trades, http(200, body), INSTRUMENTS);
    if (outcome.kind !== "CONFIRMED") throw new Error(outcome.kind);
    expect(outcome.value.items.length).toBe(1);
    expect(outcome.value.bad.map(({ field, venueOrderId }) => [field, venueOrderId])).toEqual([
      ["trade.qty", "100234"],
      ["trade.commission", "100234"],
      ["trade.id", "100234"],
    ]);
  });
});

describe("a fee", () => {
  const eth = defineInstrument({
    number: 1,
    name: "ETH-BTC@binance",
    tick: "0.00001",
    lot: "0.001",
  });
  const fees: readonly (readonly [string, string, string])[] = [
    ["ETH", "0.001", "BASE"],
    ["BTC", "0.00000001", "QUOTE"],
    ["BNB", "0.0021", "OTHER"],
    ["BTC", "-0.001", "QUOTE"],
    ["", "0", ""],
    ["BNB", "0.00000000", ""],
    ["BNB", "0", ""],
  ];
  test.each(fees)("in %p of %p is of asset %p (BR-16)", (assetText, text, asset) => {
    const fee = feeOf(eth, assetText, text);
    expect(fee.asset).toBe(asset as never);
    if (asset !== "") expect(fee).toEqual({ asset, assetText, text } as never);
    else expect(fee.text).toBe("");
  });
});
