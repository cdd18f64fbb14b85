/** What each address may hear, what accounts hear by their listen keys, and how connections end. */
import { describe, expect, test } from "bun:test";
import { defineContract } from "../../../../../../src/trading/venue/simulated/futures/exchange/contract-rules.ts";
import { premiumView } from "../../../../../../src/trading/venue/simulated/futures/wire/answer/contract-view.ts";
import { FuturesDesk, START } from "../kit/futures-desk.ts";
import { BTC } from "../kit/played-futures.ts";

const HOUR = 3_600_000_000;
const SUBSCRIBED = { result: null, id: 1 };
const BOTH = ["btcusdt@depth@0ms", "btcusdt@trade"];

describe("routes", () => {
  test.each([
    ["/public/ws", 1, 0],
    ["/market/ws", 0, 1],
    ["/private/ws", 0, 0],
    // Without a route: what is of the market is taken, and never told.
    ["/ws", 1, 0],
  ])(
    "%s takes both subscriptions, and tells %d of depth and %d of trades",
    (path, depth, trades) => {
      const desk = new FuturesDesk();
      desk.place({ side: "SELL" }, 1);
      const client = desk.connect(path);
      desk.say(client, { method: "SUBSCRIBE", params: BOTH, id: 1 });
      desk.say(client, { method: "LIST_SUBSCRIPTIONS", id: 2 });
      expect(client.events).toEqual([SUBSCRIBED, { result: BOTH, id: 2 }]);
      desk.place({});
      expect(client.of("depthUpdate")).toHaveLength(depth);
      expect(client.of("trade")).toHaveLength(trades);
    },
  );

  test("are known by path and stream address, and others are not", () => {
    const desk = new FuturesDesk();
    const knock = (path: string) => desk.front.knock({ path, query: "", ip: "1" }, START).kind;
    expect(["/public/stream", "/market/ws/a@b", "/private/ws/x"].map(knock)).toEqual([
      "OPEN",
      "OPEN",
      "OPEN",
    ]);
    expect(["/public", "/other/ws", "/market/wss"].map(knock)).toEqual([
      "REFUSE",
      "REFUSE",
      "REFUSE",
    ]);
  });
});

describe("market streams", () => {
  test("an aggregate is what one order took at one price, told within 100 ms", () => {
    const desk = new FuturesDesk();
    const client = desk.connect("/market/ws/btcusdt@aggTrade");
    desk.place({ side: "SELL", quantity: "0.004" }, 1);
    desk.place({ side: "SELL", quantity: "0.005" }, 1);
    desk.place({ quantity: "0.009" });
    expect(client.frames).toEqual([]);
    desk.pass(100_000);
    expect(client.events).toHaveLength(1);
    expect(client.events[0]).toMatchObject({
      e: "aggTrade",
      p: "30000.00",
      q: "0.009",
      f: 1,
      l: 2,
      m: false,
    });
  });

  test("the mark price is told every second, or of all contracts that have one", () => {
    const desk = new FuturesDesk();
    const one = desk.connect("/market/ws/btcusdt@markPrice@1s");
    const all = desk.connect("/market/ws/!markPrice@arr@1s");
    desk.place({ side: "SELL" }, 1);
    desk.place({});
    desk.pass(2_000_000);
    expect(one.events).toHaveLength(2);
    expect(one.events[0]).toMatchObject({
      e: "markPriceUpdate",
      s: "BTCUSDT",
      p: "30000.00",
      T: 1_700_006_400_000,
    });
    expect(all.events.map((event) => (event as unknown as unknown[]).length)).toEqual([1, 1]);
  });

  test("BR-08: a dated contract has no funding, which is neither 0 nor a date in 1970", () => {
    const definition = {
      symbol: "BTCUSDT_270326",
      base: "BTC",
      quote: "USDT",
      tick: "0.1",
      lot: "0.001",
    };
    const dated = defineContract({ ...definition, deliveryAt: START + HOUR });
    const view = premiumView(dated, 932_105, START);
    expect(view).toMatchObject({ markPrice: "93210.50", lastFundingRate: "", nextFundingTime: 0 });
    expect(premiumView(BTC, 932_105, START)).toMatchObject({ lastFundingRate: "0.00000000" });
  });
});

describe("user data", () => {
  const open = (desk: FuturesDesk, account = 0) =>
    desk.keyed("POST", "/fapi/v1/listenKey", account).json.listenKey as string;

  test("of a fill come the fast notice, wallet and position, then the order", () => {
    const desk = new FuturesDesk();
    const client = desk.connect(`/private/ws/${open(desk)}`);
    desk.place({ side: "SELL", quantity: "0.010" }, 1);
    desk.place({ newClientOrderId: "mine", quantity: "0.004" });
    expect(client.events.map(({ e }) => e)).toEqual([
      ...["ORDER_TRADE_UPDATE", "TRADE_LITE", "ACCOUNT_UPDATE", "ORDER_TRADE_UPDATE"],
    ]);
    const [, lite, account, order] = client.events;
    expect(lite).toMatchObject({ c: "mine", l: "0.004", L: "30000.00", t: 1, m: false });
    // 120 USDT, of which the taker's fee is 0.06.
    expect(account?.a).toMatchObject({
      m: "ORDER",
      B: [{ a: "USDT", wb: "99999.94000000", bc: "0.00000000" }],
      P: [{ s: "BTCUSDT", pa: "0.004", ep: "30000.00000", up: "0.00000000" }],
    });
    expect(order?.o).toMatchObject({
      x: "TRADE",
      X: "FILLED",
      z: "0.004",
      n: "0.06000000",
      t: 1,
      R: false,
      rp: "0.00000000",
    });
  });

  test("a deposit says what was moved", () => {
    const desk = new FuturesDesk();
    const client = desk.connect(`/private/stream?streams=${open(desk)}`);
    desk.venue.exchange.deposit(0, -3_000_000_000n, desk.now);
    expect(client.of("ACCOUNT_UPDATE")[0]?.a).toMatchObject({
      m: "WITHDRAW",
      B: [{ wb: "99970.00000000", bc: "-30.00000000" }],
      P: [],
    });
  });

  test("is of one account, on private addresses", () => {
    const desk = new FuturesDesk();
    const key = open(desk);
    const others = desk.connect(`/private/ws/${open(desk, 1)}`);
    const wrong = ["/public/ws", "/market/ws", "/ws"].map((path) => desk.connect(`${path}/${key}`));
    desk.place({});
    expect([others, ...wrong].flatMap(({ frames }) => frames)).toEqual([]);
  });

  test("a key lives an hour from its last use, and its end is told", () => {
    const desk = new FuturesDesk();
    const key = open(desk);
    const client = desk.connect(`/private/ws/${key}`);
    const live = (minutes: number) => {
      for (let passed = 0; passed < minutes; passed += 1) {
        desk.pass(60_000_000);
        for (const ping of client.pings.splice(0)) client.connection?.pong(ping, desk.now);
      }
    };
    live(59);
    expect(desk.keyed("PUT", "/fapi/v1/listenKey").json).toEqual({ listenKey: key });
    live(59);
    expect(open(desk)).toBe(key);
    live(60);
    expect(client.events.at(-1)).toMatchObject({ e: "listenKeyExpired", listenKey: key });
    expect(desk.keyed("PUT", "/fapi/v1/listenKey")).toMatchObject({
      status: 400,
      json: { code: -1125, msg: "This listenKey does not exist." },
    });
    desk.place({});
    expect(client.events.at(-1)?.e).toBe("listenKeyExpired");
    expect(open(desk)).not.toBe(key);
  });

  test("a key that was closed tells nothing more", () => {
    const desk = new FuturesDesk();
    const client = desk.connect(`/private/ws/${open(desk)}`);
    expect(desk.keyed("DELETE", "/fapi/v1/listenKey").json).toEqual({});
    desk.place({});
    expect(client.frames).toEqual([]);
    expect(desk.keyed("DELETE", "/fapi/v1/listenKey").json.code).toBe(-1125);
  });
});

describe("connections", () => {
  test("are pinged every three minutes, and cut off ten minutes after a ping without its pong", () => {
    const desk = new FuturesDesk();
    const client = desk.connect("/public/ws");
    desk.pass(179_999_999);
    expect(client.pings).toHaveLength(0);
    desk.pass(1);
    expect(client.pings).toHaveLength(1);
    client.connection?.pong(client.pings[0] ?? "", desk.now);
    desk.pass(180_000_000);
    desk.pass(599_999_999);
    expect(client.closed).toBeNull();
    desk.pass(1);
    expect(client.closed).toBe(1008);
  });

  test("may say ten things a second", () => {
    const desk = new FuturesDesk();
    const client = desk.connect("/public/ws");
    const ask = () => desk.say(client, { method: "LIST_SUBSCRIPTIONS", id: 1 });
    for (let count = 0; count < 10; count += 1) ask();
    expect(client.closed).toBeNull();
    ask();
    expect(client.closed).toBe(1008);
  });
});
