/** Answers about the account, its key, limits, rules and the clock. */
import { describe, expect, test } from "bun:test";
import {
  accountOutcome,
  keyPermissionsOutcome,
  logonOutcome,
  orderLimitsOutcome,
  subscribeOutcome,
  timeOutcome,
} from "../../../../../src/trading/venue/binance/answers/account-answers.ts";
import { apiFrameOf, replyOfHttp } from "../../../../../src/trading/venue/binance/answers/reply.ts";
import { rulesOutcome } from "../../../../../src/trading/venue/binance/answers/rules-answer.ts";
import { callOf } from "../../../../../src/trading/venue/binance/requests/venue-call.ts";
import { framed, http } from "./answer-kit.ts";

const call = callOf("account.status", "QUERY", {});
const LIMITS = [
  { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6_000, count: 70 },
  { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 50, count: 1 },
  { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: 160_000, count: 3 },
  { rateLimitType: "RAW_REQUESTS", interval: "MINUTE", intervalNum: 5, limit: 300_000, count: 9 },
];

describe("what is used of the limits", () => {
  test("is in the headers on REST, without the limits", () => {
    const reply = http(
      200,
      {},
      {
        "X-MBX-USED-WEIGHT": "70",
        "X-MBX-USED-WEIGHT-1M": "70",
        "x-mbx-order-count-10s": "2",
        "X-MBX-ORDER-COUNT-1D": "12",
        "X-MBX-ORDER-COUNT-0S": "1",
        "X-MBX-ORDER-COUNT-5S": "many",
        "X-SAPI-USED-IP-WEIGHT-1M": "9",
      },
    );
    const limit = Number.NaN;
    expect(reply.usage.toSorted((a, b) => a.intervalMs - b.intervalMs)).toEqual([
      { kind: "ORDERS", intervalMs: 10_000, count: 2, limit },
      { kind: "WEIGHT", intervalMs: 60_000, count: 70, limit },
      { kind: "ORDERS", intervalMs: 86_400_000, count: 12, limit },
    ]);
  });

  test("is found under names in any case", () => {
    const headers = new Map([["X-MBX-USED-WEIGHT-1M", "70"]]);
    const reply = replyOfHttp({ status: 200, headers, body: "{}", failure: null });
    expect(reply.usage).toMatchObject([{ kind: "WEIGHT", count: 70 }]);
  });

  test("is a list on the WebSocket API, also beside an error", () => {
    const error = { code: -2010, msg: "x" };
    expect(framed(400, { error, rateLimits: LIMITS }).usage).toEqual([
      { kind: "WEIGHT", intervalMs: 60_000, limit: 6_000, count: 70 },
      { kind: "ORDERS", intervalMs: 10_000, limit: 50, count: 1 },
      { kind: "ORDERS", intervalMs: 86_400_000, limit: 160_000, count: 3 },
      { kind: "REQUESTS", intervalMs: 300_000, limit: 300_000, count: 9 },
    ]);
  });

  test("leaves out what is not as it must be", () => {
    const rateLimits = [
      null,
      { ...LIMITS[0], rateLimitType: "toString" },
      { ...LIMITS[0], interval: "FORTNIGHT" },
      { ...LIMITS[0], intervalNum: 0 },
      { ...LIMITS[0], count: -1 },
      { ...LIMITS[0], limit: "6000" },
    ];
    expect(framed(200, { result: {}, rateLimits }).usage).toEqual([
      { kind: "WEIGHT", intervalMs: 60_000, limit: Number.NaN, count: 70 },
    ]);
    expect(framed(200, { result: {}, rateLimits: "many" }).usage).toEqual([]);
  });

  test("of orders is asked for, and all of it is read or none", () => {
    const list = LIMITS.slice(1, 3);
    expect(orderLimitsOutcome(call, http(200, list))).toMatchObject({
      kind: "CONFIRMED",
      value: [{ count: 1 }, { count: 3 }],
    });
    expect(orderLimitsOutcome(call, http(200, [...list, {}])).kind).toBe("AMBIGUOUS");
  });
});

describe("the account", () => {
  const balances = [
    { asset: "BTC", free: "0.00225109", locked: "0.00123000" },
    { asset: "SHIB", free: "123456789012.12345678", locked: "0" },
  ];

  test("is exact, also beyond 2^53", () => {
    const body = { canTrade: true, updateTime: 1_499_405_658_658, balances };
    expect(accountOutcome(call, http(200, body))).toEqual({
      kind: "CONFIRMED",
      value: {
        canTrade: true,
        updatedUs: 1_499_405_658_658_000,
        balances: [
          { asset: "BTC", free: 225_109n, locked: 123_000n },
          { asset: "SHIB", free: 12_345_678_901_212_345_678n, locked: 0n },
        ],
      },
    });
  });

  test("is not read in part: a balance that is wrong is no balance of zero", () => {
    for (const wrong of [
      null,
      { asset: "BTC", free: "x", locked: "0" },
      { free: "0", locked: "0" },
    ]) {
      const body = { canTrade: true, updateTime: 1, balances: [...balances, wrong] };
      expect(accountOutcome(call, http(200, body)).kind).toBe("AMBIGUOUS");
    }
    expect(accountOutcome(call, http(200, { canTrade: true })).kind).toBe("AMBIGUOUS");
    expect(accountOutcome(call, http(200, { balances })).kind).toBe("AMBIGUOUS");
  });
});

describe("what a key may do", () => {
  const SAFE = {
    ipRestrict: true,
    createTime: 1_698_645_219_000,
    enableReading: true,
    enableSpotAndMarginTrading: true,
    enableWithdrawals: false,
    enableInternalTransfer: false,
    permitsUniversalTransfer: false,
  };
  const permissionsOf = (body: unknown) => {
    const outcome = keyPermissionsOutcome(call, http(200, body));
    return outcome.kind === "CONFIRMED" ? outcome.value : outcome.kind;
  };

  test("is read as it is said", () => {
    expect(permissionsOf(SAFE)).toEqual({
      mayWithdraw: false,
      mayTransfer: false,
      mayRead: true,
      mayTradeSpot: true,
      isBoundToAddress: true,
    });
    expect(permissionsOf({ ...SAFE, enableWithdrawals: true })).toMatchObject({
      mayWithdraw: true,
    });
  });

  test("is, where the venue does not say it, what we do not want", () => {
    expect(permissionsOf({})).toEqual({
      mayWithdraw: true,
      mayTransfer: true,
      mayRead: false,
      mayTradeSpot: false,
      isBoundToAddress: false,
    });
    for (const odd of ["false", 0, null]) {
      expect(permissionsOf({ ...SAFE, enableWithdrawals: odd })).toMatchObject({
        mayWithdraw: true,
      });
    }
    expect(permissionsOf([])).toBe("AMBIGUOUS");
  });
});

describe("a session", () => {
  test("is logged on when the venue names the key", () => {
    const result = { apiKey: "KEY", authorizedSince: 1, connectedSince: 1, serverTime: 1 };
    expect(logonOutcome(call, framed(200, { result }))).toEqual({ kind: "CONFIRMED", value: true });
    expect(logonOutcome(call, framed(200, { result: { apiKey: null } })).kind).toBe("AMBIGUOUS");
    const error = { code: -4056, msg: "HMAC_SHA256 API key is not supported." };
    expect(logonOutcome(call, framed(400, { error })).kind).toBe("REFUSED");
  });

  test("hears private events under a number", () => {
    const reply = framed(200, { result: { subscriptionId: 0 } });
    expect(subscribeOutcome(call, reply)).toEqual({ kind: "CONFIRMED", value: "0" });
    expect(subscribeOutcome(call, framed(200, { result: {} })).kind).toBe("AMBIGUOUS");
  });

  test("asks for the clock in milliseconds, whichever the venue says", () => {
    const value = 1_499_827_319_559;
    expect(timeOutcome(call, http(200, { serverTime: value }))).toMatchObject({ value });
    expect(timeOutcome(call, http(200, { serverTime: value * 1_000 + 7 }))).toMatchObject({
      value,
    });
    expect(timeOutcome(call, http(200, { serverTime: "now" })).kind).toBe("AMBIGUOUS");
  });
});

describe("frames", () => {
  test("are answers by their id, or events by their subscription", () => {
    expect(apiFrameOf('{"id":"a","status":200,"result":{}}')).toMatchObject({
      kind: "REPLY",
      id: "a",
    });
    expect(apiFrameOf('{"id":7,"status":200,"result":{}}')).toMatchObject({
      kind: "REPLY",
      id: "7",
    });
    expect(apiFrameOf('{"id":null,"status":400,"error":{"code":-1,"msg":"x"}}')).toMatchObject({
      kind: "REPLY",
      id: null,
    });
    expect(apiFrameOf('{"subscriptionId":0,"event":{"e":"balanceUpdate"}}')).toEqual({
      kind: "EVENT",
      subscriptionId: "0",
      event: { e: "balanceUpdate" },
    });
    expect(apiFrameOf('{"event":{"e":"serverShutdown","E":1}}')).toMatchObject({
      kind: "EVENT",
      subscriptionId: "",
    });
  });

  test.each(["", "null", "[]", "7", '{"id":"a"}', '{"id":"a","status":"200"}', "{"])(
    "of %p are bad",
    (text) => {
      expect(apiFrameOf(text).kind).toBe("BAD");
    },
  );
});

describe("the venue's rules", () => {
  const symbol = {
    symbol: "BTCUSDT",
    status: "TRADING",
    amendAllowed: true,
    filters: [
      { filterType: "PRICE_FILTER", minPrice: "0.01", maxPrice: "1000000", tickSize: "0.01000000" },
      { filterType: "LOT_SIZE", minQty: "0.00001", maxQty: "9000", stepSize: "0.00001000" },
      { filterType: "NOTIONAL", minNotional: "5.00000000", applyMinToMarket: true },
    ],
  };

  test("are limits, and steps of symbols", () => {
    const body = { rateLimits: LIMITS, symbols: [symbol, { symbol: "X", status: "BREAK" }] };
    expect(rulesOutcome(call, http(200, body))).toEqual({
      kind: "CONFIRMED",
      value: {
        limits: [
          { kind: "WEIGHT", intervalMs: 60_000, limit: 6_000 },
          { kind: "ORDERS", intervalMs: 10_000, limit: 50 },
          { kind: "ORDERS", intervalMs: 86_400_000, limit: 160_000 },
          { kind: "REQUESTS", intervalMs: 300_000, limit: 300_000 },
        ],
        symbols: [
          {
            symbolText: "BTCUSDT",
            isTrading: true,
            tick: { digits: 1, scale: 2 },
            lot: { digits: 1, scale: 5 },
            notionalMinText: "5.00000000",
            mayAmend: true,
          },
          {
            symbolText: "X",
            isTrading: false,
            tick: null,
            lot: null,
            notionalMinText: "",
            mayAmend: false,
          },
        ],
      },
    });
  });

  test("are no limits of nothing", () => {
    const rateLimits = [{ ...LIMITS[0], limit: 0 }, { ...LIMITS[0], limit: "6000" }, LIMITS[1]];
    const outcome = rulesOutcome(call, http(200, { rateLimits, symbols: [] }));
    expect(outcome).toMatchObject({ value: { limits: [{ kind: "ORDERS", intervalMs: 10_000 }] } });
  });

  test("are not there without symbols", () => {
    expect(rulesOutcome(call, http(200, { rateLimits: LIMITS })).kind).toBe("AMBIGUOUS");
  });
});
