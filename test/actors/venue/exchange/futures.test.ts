/** The futures half of the exchange's actor: its doors on the same port, with the same accounts and keys. */
import { expect, test } from "bun:test";
import { PlayedExchange } from "../kit/played-exchange.ts";

const FUTURES = { futures: ["BTC-USDT 0.1 0.001"] };
const BTC = { symbol: "BTCUSDT" };
const MARKET = { ...BTC, side: "BUY", type: "MARKET", quantity: "0.01" };

/** Opens a connection at a path. Returns the frames that it is told. */
async function listen(exchange: PlayedExchange, path: string): Promise<readonly string[]> {
  const url = (await exchange.url()).replace(/^http/, "ws") + path;
  const frames: string[] = [];
  let isOpen = false;
  exchange.io.socket(url, {
    open: () => {
      isOpen = true;
    },
    message: (frame) => void frames.push(String(frame)),
    close: () => undefined,
  });
  await exchange.until(() => isOpen);
  return frames;
}

test("trades futures with whoever signs, against traders of its own, apart from spot", async () => {
  const exchange = await PlayedExchange.start(FUTURES);
  const depth = await exchange.ask("GET", "/fapi/v1/depth", { ...BTC, limit: 5 });
  expect(depth.status).toBe(200);
  const { status, body } = await exchange.sign("POST", "/fapi/v1/order", {
    ...MARKET,
    newOrderRespType: "RESULT",
  });
  expect({ status, body }).toMatchObject({ status: 200, body: { status: "FILLED" } });
  const risk = await exchange.sign("GET", "/fapi/v3/positionRisk", BTC);
  expect(risk.body).toMatchObject([{ positionAmt: "0.010", leverage: "20" }]);
  expect((await exchange.sign("GET", "/api/v3/myTrades", BTC)).body).toEqual([]);
});

test("routes streams by their paths, private ones too", async () => {
  const exchange = await PlayedExchange.start(FUTURES);
  const key = await exchange.key("POST", "/fapi/v1/listenKey");
  const user = await listen(exchange, `/private/ws/${key.body.listenKey}`);
  const depth = await listen(exchange, "/public/ws/btcusdt@depth@100ms");
  const silent = await listen(exchange, "/public/ws/btcusdt@trade");
  await exchange.sign("POST", "/fapi/v1/order", MARKET);
  await exchange.until(() => user.some((frame) => frame.includes("ORDER_TRADE_UPDATE")));
  await exchange.until(() => depth.length > 2);
  const told = depth.map((frame) => JSON.parse(frame) as { u: number; pu: number });
  expect(told.slice(1).map(({ pu }) => pu)).toEqual(told.slice(0, -1).map(({ u }) => u));
  expect(user.some((frame) => frame.includes('"TRADE_LITE"'))).toBe(true);
  expect(silent).toEqual([]);
});

test("without contracts there are no such doors", async () => {
  const exchange = await PlayedExchange.start();
  expect((await exchange.ask("GET", "/fapi/v1/depth", BTC)).status).toBe(404);
});

test.each([
  ["BTC-USDC 0.1 0.001", "futures: a contract is in USDT: found BTCUSDC"],
  ["BTC-USDT 0.1", "futures: a symbol is base-quote, tick and lot"],
])("does not begin with %s", async (listing, why) => {
  await expect(PlayedExchange.start({ futures: [listing] })).rejects.toThrow(why);
});

test("is overloaded on demand: done and not told, for as many calls as was said", async () => {
  const exchange = await PlayedExchange.start(FUTURES);
  const overload = { kind: "UNKNOWN", isDone: true, count: 1 };
  expect((await exchange.control("POST", "futures/overload", overload)).body).toEqual(overload);
  const order = { ...MARKET, type: "LIMIT", timeInForce: "GTC", price: "58000" };
  const lost = await exchange.sign("POST", "/fapi/v1/order", order);
  expect(lost.status).toBe(503);
  expect(lost.body.msg).toStartWith("Unknown error, please check your request");
  expect((await exchange.sign("GET", "/fapi/v1/openOrders", BTC)).body).toHaveLength(1);
});

test("deposits on demand, and refuses what makes no sense with what does", async () => {
  const exchange = await PlayedExchange.start(FUTURES);
  const before = await exchange.sign("GET", "/fapi/v3/balance");
  await exchange.control("POST", "futures/deposit", { account: 0, amount: "-1.5" });
  const after = await exchange.sign("GET", "/fapi/v3/balance");
  expect(Number(before.body[0].balance) - Number(after.body[0].balance)).toBe(1.5);
  for (const [what, body] of [
    ["deposit", { account: 99, amount: "1" }],
    ["deposit", { account: 0, amount: "-9000000" }],
    ["overload", { kind: "TIRED" }],
    ["other", {}],
  ] as const) {
    const { status, body: answer } = await exchange.control("POST", `futures/${what}`, body);
    expect(status).toBe(400);
    expect(answer.next).toBeString();
  }
});
