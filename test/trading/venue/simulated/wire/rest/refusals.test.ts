/** What is wrong with a request, in the venue's own codes and words. */
import { describe, expect, test } from "bun:test";
import { encodedParams } from "../../../../../../src/trading/venue/binance/signing/payload.ts";
import { type Params, RestDesk, START } from "../kit/rest-desk.ts";

const LIMIT = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "30000",
} as const;
const MARKET = { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" } as const;

/** `params` without `names`. */
const without = (params: Params, ...names: readonly string[]): Params =>
  Object.fromEntries(Object.entries(params).filter(([name]) => !names.includes(name)));

const MANDATORY = (name: string) =>
  `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`;

type Refused = readonly [what: string, params: Params, code: number, msg: string | RegExp];

const PLACINGS: readonly Refused[] = [
  ["no symbol", without(LIMIT, "symbol"), -1102, MANDATORY("symbol")],
  ["a symbol that is not listed", { ...LIMIT, symbol: "XXXYYY" }, -1121, "Invalid symbol."],
  [
    "a symbol in lower case",
    { ...LIMIT, symbol: "btcusdt" },
    -1100,
    "Illegal characters found in parameter 'symbol'; legal range is '^[A-Z0-9-_.]{1,20}$'.",
  ],
  ["no side", without(LIMIT, "side"), -1102, MANDATORY("side")],
  ["a side of its own", { ...LIMIT, side: "HOLD" }, -1117, "Invalid side."],
  ["a type of its own", { ...LIMIT, type: "LIMITED" }, -1116, "Invalid orderType."],
  ["a time in force of its own", { ...LIMIT, timeInForce: "DAY" }, -1115, "Invalid timeInForce."],
  ["a limit order without a price", without(LIMIT, "price"), -1102, MANDATORY("price")],
  ["a limit order without a quantity", without(LIMIT, "quantity"), -1102, MANDATORY("quantity")],
  [
    "a limit order without a time in force",
    without(LIMIT, "timeInForce"),
    -1102,
    MANDATORY("timeInForce"),
  ],
  [
    "a stop without a stop price",
    { ...without(LIMIT, "timeInForce", "price"), type: "STOP_LOSS" },
    -1102,
    MANDATORY("stopPrice"),
  ],
  [
    "a market order with a price",
    { ...MARKET, price: "1" },
    -1106,
    "Parameter 'price' sent when not required.",
  ],
  [
    "a market order with a time in force",
    { ...MARKET, timeInForce: "GTC" },
    -1106,
    "Parameter 'timeInForce' sent when not required.",
  ],
  [
    "a market order of nothing",
    without(MARKET, "quantity"),
    -1102,
    "Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!",
  ],
  [
    "a market order of both amounts",
    { ...MARKET, quoteOrderQty: "100" },
    -1106,
    "Parameter 'quoteOrderQty' sent when not required.",
  ],
  [
    "a limit order with a stop price",
    { ...LIMIT, stopPrice: "1" },
    -1106,
    "Parameter 'stopPrice' sent when not required.",
  ],
  [
    "a quantity below zero",
    { ...LIMIT, quantity: "-1" },
    -1100,
    "Illegal characters found in parameter 'quantity'; legal range is '^([0-9]{1,20})(\\.[0-9]{1,20})?$'.",
  ],
  ["an exponent", { ...LIMIT, price: "3e4" }, -1100, /legal range/],
  ["a quantity of zero", { ...LIMIT, quantity: "0.0" }, -1013, "Invalid quantity."],
  ["a price of zero", { ...LIMIT, price: "0" }, -1013, "Invalid price."],
  [
    "nine places",
    { ...LIMIT, quantity: "0.010000001" },
    -1111,
    "Parameter 'quantity' has too much precision.",
  ],
  [
    "a price between two ticks",
    { ...LIMIT, price: "30000.001" },
    -1013,
    "Filter failure: PRICE_FILTER",
  ],
  [
    "a quantity between two lots",
    { ...LIMIT, quantity: "0.010001" },
    -1013,
    "Filter failure: LOT_SIZE",
  ],
  ["too small an order", { ...LIMIT, quantity: "0.0001" }, -1013, "Filter failure: NOTIONAL"],
  [
    "more parts than an iceberg may have",
    { ...LIMIT, quantity: "1", icebergQty: "0.001" },
    -1013,
    "Filter failure: ICEBERG_PARTS",
  ],
  [
    "an iceberg larger than the order",
    { ...LIMIT, icebergQty: "1" },
    -2010,
    "IcebergQty exceeds QTY.",
  ],
  [
    "an iceberg that does not stay",
    { ...LIMIT, timeInForce: "IOC", icebergQty: "0.001" },
    -1014,
    "Unsupported order combination.",
  ],
  [
    "more than there is",
    { ...LIMIT, quantity: "100", price: "90000" },
    -2010,
    "Account has insufficient balance for requested action.",
  ],
  [
    "a client id with a space",
    { ...LIMIT, newClientOrderId: "a b" },
    -1100,
    "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[a-zA-Z0-9-_]{1,36}$'.",
  ],
  [
    "an empty client id",
    { ...LIMIT, newClientOrderId: "" },
    -1105,
    "Parameter 'newClientOrderId' was empty.",
  ],
  [
    "an answer of its own",
    { ...LIMIT, newOrderRespType: "ALL" },
    -1130,
    "Data sent for parameter 'newOrderRespType' is not valid.",
  ],
  [
    "a strategy type that is reserved",
    { ...LIMIT, strategyType: "999999" },
    -1134,
    "strategyType was less than 1000000.",
  ],
  [
    "a parameter that nobody reads",
    { ...LIMIT, reduceOnly: "true" },
    -1104,
    "Not all sent parameters were read; read '8' parameter(s) but was sent '9'.",
  ],
];

const CANCELS: readonly Refused[] = [
  [
    "no order",
    { symbol: "BTCUSDT" },
    -1102,
    "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!",
  ],
  ["an unknown order", { symbol: "BTCUSDT", orderId: "77" }, -2011, "Unknown order sent."],
  ["an id that is no number", { symbol: "BTCUSDT", orderId: "x" }, -1100, /'\^\[0-9\]\{1,20\}\$'/],
  [
    "an id beyond all ids",
    { symbol: "BTCUSDT", orderId: "99999999999999999999" },
    -1108,
    "Parameter 'orderId' overflowed.",
  ],
  [
    "a restriction of its own",
    { symbol: "BTCUSDT", orderId: "1", cancelRestrictions: "ONLY_OLD" },
    -1145,
    /ONLY_NEW/,
  ],
];

const DAY = 86_400_000;
const QUERIES: readonly (readonly [path: string, ...Refused])[] = [
  [
    "order",
    "an unknown order",
    { symbol: "BTCUSDT", orderId: "77" },
    -2013,
    "Order does not exist.",
  ],
  [
    "myTrades",
    "times and a first id",
    { symbol: "BTCUSDT", startTime: "1", fromId: "1" },
    -1128,
    "Combination of optional parameters invalid.",
  ],
  [
    "allOrders",
    "more than a day",
    { symbol: "BTCUSDT", startTime: "1", endTime: `${DAY + 2}` },
    -1127,
    "More than 24 hours between startTime and endTime.",
  ],
  ["allOrders", "no orders at all", { symbol: "BTCUSDT", limit: "0" }, -1130, /'limit'/],
  ["myPreventedMatches", "neither of its keys", { symbol: "BTCUSDT" }, -1128, /Combination/],
  ["openOrders", "a symbol that is not listed", { symbol: "XXXYYY" }, -1121, "Invalid symbol."],
];

const PUBLIC: readonly (readonly [path: string, ...Refused])[] = [
  ["klines", "no interval", { symbol: "BTCUSDT" }, -1102, MANDATORY("interval")],
  [
    "klines",
    "an interval of its own",
    { symbol: "BTCUSDT", interval: "7m" },
    -1120,
    "Invalid interval.",
  ],
  ["ticker/24hr", "a type of its own", { type: "ALL" }, -1139, "Invalid ticker type."],
  [
    "ticker/price",
    "a symbol twice",
    { symbols: '["BTCUSDT","BTCUSDT"]' },
    -1151,
    "Symbol is present multiple times in the list.",
  ],
  ["ticker/price", "a list that is none", { symbols: "BTCUSDT" }, -1100, /'symbols'/],
  [
    "exchangeInfo",
    "a symbol and a list",
    { symbol: "BTCUSDT", symbols: '["ETHUSDT"]' },
    -1128,
    "Combination of optional parameters invalid.",
  ],
  ["exchangeInfo", "a status of its own", { symbolStatus: "OPEN" }, -1122, "Invalid symbolStatus."],
  ["ticker", "no symbol", {}, -1102, /Param 'symbol' or 'symbols'/],
  ["depth", "a limit that is no number", { symbol: "BTCUSDT", limit: "all" }, -1100, /'limit'/],
];

describe("REST", () => {
  test.each(PLACINGS)("refuses to place %s", (_, params, code, msg) => {
    const answer = new RestDesk().signed("POST", "order", params);
    expect(answer).toMatchObject({ status: 400, code });
    expect(answer.msg).toMatch(typeof msg === "string" ? exactly(msg) : msg);
  });

  test.each(PLACINGS)("refuses to test %s by the same", (_, params, code) => {
    expect(new RestDesk().signed("POST", "order/test", params).code).toBe(code);
  });

  test.each(CANCELS)("refuses to cancel %s", (_, params, code, msg) => {
    const answer = new RestDesk().signed("DELETE", "order", params);
    expect(answer.code).toBe(code);
    expect(answer.msg).toMatch(typeof msg === "string" ? exactly(msg) : msg);
  });

  test.each(QUERIES)("refuses to say of %s: %s", (path, _, params, code, msg) => {
    const answer = new RestDesk().signed("GET", path, params);
    expect(answer.code).toBe(code);
    expect(answer.msg).toMatch(typeof msg === "string" ? exactly(msg) : msg);
  });

  test.each(PUBLIC)("refuses to say of %s: %s", (path, _, params, code, msg) => {
    const answer = new RestDesk().get(path, params);
    expect(answer.code).toBe(code);
    expect(answer.msg).toMatch(typeof msg === "string" ? exactly(msg) : msg);
  });

  test("has the venue's 404 for whatever else there is", () => {
    const desk = new RestDesk();
    for (const [method, path] of [
      ["GET", "/api/v3/unknown"],
      ["PATCH", "/api/v3/order"],
      ["GET", "/"],
      ["POST", "/api/v3/userDataStream"],
    ] as const) {
      const { status, headers, json } = desk.send({ method, path });
      expect(status).toBe(404);
      expect(headers["Content-Type"]).toBe("text/html");
      expect(json).toContain("404 Not Found");
    }
  });
});

describe("what a request says of itself", () => {
  test("is refused without a key by 401", () => {
    const { status, json } = new RestDesk().get("account", { timestamp: `${START / 1_000}` });
    expect(status).toBe(401);
    expect(json).toEqual({ code: -2014, msg: "API-key format invalid." });
  });

  test("is refused when the signature is of other bytes", () => {
    const desk = new RestDesk();
    const key = desk.key(0);
    const query = encodedParams({ symbol: "BTCUSDT", timestamp: `${START / 1_000}` });
    const headers = { "x-mbx-apikey": key.apiKey };
    const path = "/api/v3/openOrders";
    const good = `${query}&signature=${key.sign(query)}`;
    expect(desk.send({ path, query: good, headers }).status).toBe(200);
    const moved = good.replace("BTCUSDT", "ETHUSDT");
    expect(desk.send({ path, query: moved, headers }).json).toEqual({
      code: -1022,
      msg: "Signature for this request is not valid.",
    });
  });

  test("is signed over query and body with nothing between them", () => {
    const desk = new RestDesk();
    const key = desk.key(0);
    const query = encodedParams({ symbol: "BTCUSDT", side: "BUY", type: "LIMIT" });
    const body = encodedParams({
      timeInForce: "GTC",
      quantity: "0.01",
      price: "30000",
      timestamp: `${START / 1_000}`,
    });
    const send = (payload: string) =>
      desk.send({
        method: "POST",
        path: "/api/v3/order",
        query,
        body: `${body}&signature=${key.sign(payload)}`,
        headers: { "x-mbx-apikey": key.apiKey },
      });
    expect(send(query + body).json).toMatchObject({ status: "NEW" });
    expect(send(`${query}&${body}`).code).toBe(-1022);
  });

  test("is percent-encoded before it is signed", () => {
    const desk = new RestDesk();
    const key = desk.key(0);
    const raw = `symbol=BTCUSDT&newClientOrderId="a"&timestamp=${START / 1_000}`;
    const { code } = desk.send({
      path: "/api/v3/openOrders",
      query: `${raw}&signature=${key.sign(raw)}`,
      headers: { "x-mbx-apikey": key.apiKey },
    });
    expect(code).toBe(-1022);
  });

  test("is what the query says, where the body says something else", () => {
    const desk = new RestDesk();
    desk.place();
    const key = desk.key(0);
    const query = encodedParams({ symbol: "BTCUSDT", timestamp: `${START / 1_000}` });
    const body = "symbol=ETHUSDT";
    const { json } = desk.send({
      method: "DELETE",
      path: "/api/v3/openOrders",
      query: `${query}&signature=${key.sign(query + body)}`,
      body,
      headers: { "x-mbx-apikey": key.apiKey },
    });
    expect(json).toMatchObject([{ symbol: "BTCUSDT", status: "CANCELED" }]);
  });

  test("is in the query alone when it is a GET", () => {
    const desk = new RestDesk();
    expect(desk.send({ path: "/api/v3/time", body: "a=1" }).status).toBe(200);
    expect(desk.send({ path: "/api/v3/time", query: "a=1" }).json).toEqual({
      code: -1101,
      msg: "Too many parameters; expected '0' and received '1'.",
    });
  });

  test("is refused when it says one thing twice", () => {
    const { json } = new RestDesk().send({ path: "/api/v3/time", query: "a=1&a=1" });
    expect(json).toEqual({ code: -1101, msg: "Duplicate values for a parameter detected." });
  });

  test("is timely, or is refused by -1021", () => {
    const desk = new RestDesk();
    desk.at = START + 4_999_000;
    const key = desk.key(0);
    const query = `timestamp=${START / 1_000}`;
    const call = {
      path: "/api/v3/account",
      query: `${query}&signature=${key.sign(query)}`,
      headers: { "x-mbx-apikey": key.apiKey },
    };
    expect(desk.send(call).status).toBe(200);
    desk.at = START + 5_000_001;
    expect(desk.send(call).json).toEqual({
      code: -1021,
      msg: "Timestamp for this request is outside of the recvWindow.",
    });
  });
});

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
}
