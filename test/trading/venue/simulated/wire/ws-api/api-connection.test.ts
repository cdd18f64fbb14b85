/** The WebSocket API: what is asked, in whose name, and how it is answered. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../../../src/core/prng.ts";
import type { Fault } from "../../../../../../src/trading/venue/simulated/wire/call/fault-point.ts";
import { LIMITS } from "../../../../../../src/trading/venue/simulated/wire/limits/venue-limits.ts";
import { API_METHODS } from "../../../../../../src/trading/venue/simulated/wire/ws-api/methods.ts";
import { ApiDesk, limit, START } from "../kit/api-desk.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const SECOND = 1_000_000;

describe("a request", () => {
  const ids = ["1", "-7", "9223372036854775807", "null", '"a-b_C"', '"00000000-0000-0000"'];
  test.each(ids)("is answered with its id, digit by digit: %s", (id) => {
    const client = new ApiDesk().connect();
    client.connection.text(`{"id":${id},"method":"ping"}`, START);
    expect(client.outlet.texts[0]).toStartWith(
      `{"id":${id},"status":200,"result":{},"rateLimits":[`,
    );
  });

  test("is told how much weight its address has used, unless it does not want to know", () => {
    const desk = new ApiDesk();
    const client = desk.connect();
    const used = { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1 };
    // Connecting weighs 2.
    expect(client.ask("time")).toEqual({
      id: 1,
      status: 200,
      result: { serverTime: START / 1_000 },
      rateLimits: [{ ...used, limit: 6_000, count: 3 }],
    });
    expect(client.ask("time", { returnRateLimits: false }).rateLimits).toBeUndefined();
    const silent = desk.connect("/ws-api/v3?returnRateLimits=false");
    expect(silent.ask("time").rateLimits).toBeUndefined();
    expect(silent.ask("time", { returnRateLimits: true }).rateLimits).toHaveLength(1);
  });

  test("that places an order is told the account's limits too", () => {
    const desk = new ApiDesk();
    const answer = desk.connect().signed(desk.hmac, "order.place", limit());
    expect(answer.status).toBe(200);
    const told = answer.rateLimits.map((one: { rateLimitType: string; count: number }) => [
      one.rateLimitType,
      one.count,
    ]);
    expect(told).toEqual([
      ["ORDERS", 1],
      ["ORDERS", 1],
      ["REQUEST_WEIGHT", 3],
    ]);
  });

  const refusals = [
    ["{", { code: -1135, msg: "Invalid JSON Request" }],
    ["[]", { code: -1135, msg: "Invalid JSON Request" }],
    ['{"method":"ping"}', { code: -1102 }],
    ['{"id":1.5,"method":"ping"}', { code: -1100 }],
    ['{"id":1,"method":"ping"} 1', { code: -1135 }],
    ['{"id":1}', { code: -1102 }],
    ['{"id":1,"method":"order.guess"}', { code: -1020 }],
    ['{"id":1,"method":"ping","params":[]}', { code: -1135 }],
    ['{"id":1,"method":"ping","params":{"a":1}}', { code: -1101 }],
    ['{"id":1,"method":"depth","params":{"symbol":"X"}}', { code: -1121, msg: "Invalid symbol." }],
    ['{"id":1,"method":"depth","params":{"symbol":"BTCUSDT","symbol":"X"}}', { code: -1101 }],
  ] as const;
  test.each(refusals)("that is none is refused: %s", (frame, error) => {
    const [answer] = new ApiDesk().connect().raw(frame);
    expect(answer.status).toBe(400);
    expect(answer.error).toMatchObject(error);
  });

  test("may name its method with the version", () => {
    expect(new ApiDesk().connect().ask("v3/ping").status).toBe(200);
  });

  test("is told times in microseconds where the address asks for it", () => {
    const answer = new ApiDesk().connect("/ws-api/v3?timeUnit=MICROSECOND").ask("time");
    expect(answer.result.serverTime).toBe(START);
  });
});

describe("a signature", () => {
  test("is of the sorted parameters, not percent-encoded, by either kind of key", () => {
    const desk = new ApiDesk();
    const client = desk.connect();
    // What percent-encoding would change.
    for (const key of [desk.hmac, desk.ed25519]) {
      const odd = { symbols: ["BTCUSDT", "ETHBTC"], note: "a b=c&d/+%" };
      const answer = client.signed(key, "account.status", odd);
      // It is right, and only then is it seen that nobody asked for these.
      expect(answer.error.code).toBe(-1104);
    }
  });

  test("that is of anything else is refused", () => {
    const desk = new ApiDesk();
    const client = desk.connect();
    const params = { apiKey: desk.hmac.apiKey, timestamp: START / 1_000 };
    const payload = `timestamp=${params.timestamp}&apiKey=${params.apiKey}`;
    const answer = client.ask("account.status", { ...params, signature: desk.hmac.sign(payload) });
    expect(answer).toMatchObject({ status: 400, error: { code: -1022 } });
  });

  test("that is old, or of a key that nobody has, is refused", () => {
    const desk = new ApiDesk();
    const client = desk.connect();
    const frame = client.signed(desk.hmac, "account.status");
    expect(frame.status).toBe(200);
    const params = { apiKey: "x".repeat(64), timestamp: START / 1_000, signature: "ab" };
    expect(client.ask("account.status", params)).toMatchObject({
      status: 401,
      error: { code: -2015 },
    });
    desk.at += 6 * SECOND;
    const old = { apiKey: desk.hmac.apiKey, timestamp: START / 1_000 };
    const payload = `apiKey=${old.apiKey}&timestamp=${old.timestamp}`;
    const answer = client.ask("account.status", { ...old, signature: desk.hmac.sign(payload) });
    expect(answer.error.code).toBe(-1021);
  });

  test("of a number is of the digits that were sent", () => {
    const desk = new ApiDesk();
    const client = desk.connect();
    const { apiKey } = desk.hmac;
    const timestamp = `${START / 1_000}`;
    const payload = `apiKey=${apiKey}&price=100.00&quantity=1.0000&side=BUY&symbol=BTCUSDT&timeInForce=GTC&timestamp=${timestamp}&type=LIMIT`;
    const [answer] = client.raw(
      `{"id":1,"method":"order.place","params":{"symbol":"BTCUSDT","side":"BUY","type":"LIMIT",` +
        `"timeInForce":"GTC","quantity":1.0000,"price":100.00,"apiKey":"${apiKey}",` +
        `"timestamp":${timestamp},"signature":"${desk.hmac.sign(payload)}"}}`,
    );
    expect(answer).toMatchObject({ status: 200, result: { origQty: "1.00000000" } });
  });
});

describe("a session", () => {
  test("is logged on with Ed25519 only; then nothing is signed, but still timed", () => {
    const desk = new ApiDesk();
    const client = desk.connect();
    expect(client.ask("account.status", { timestamp: START / 1_000 }).status).toBe(401);
    expect(client.signed(desk.hmac, "session.logon").error.code).toBe(-4056);
    desk.wait(SECOND);
    expect(client.signed(desk.ed25519, "session.logon").result).toEqual({
      apiKey: desk.ed25519.apiKey,
      authorizedSince: START / 1_000 + 1_000,
      connectedSince: START / 1_000,
      returnRateLimits: true,
      serverTime: START / 1_000 + 1_000,
      userDataStream: false,
    });
    const timestamp = desk.at / 1_000;
    expect(client.ask("order.place", limit({ timestamp })).status).toBe(200);
    expect(client.ask("order.place", limit()).error.code).toBe(-1102);
    expect(client.ask("order.place", limit({ timestamp: timestamp - 6_000 })).error.code).toBe(
      -1021,
    );
    // What is about the session itself is signed also within one.
    for (const method of ["session.logon", "userDataStream.subscribe.signature"]) {
      expect(client.ask(method, { timestamp }).status).toBe(401);
    }
    // What is asked in another account's name is signed.
    expect(client.signed(desk.hmac, "account.status").result.uid).toBe(0);
    expect(client.ask("account.status", { timestamp }).result.uid).toBe(1);
  });

  test("ends by a logout, and with its subscription", () => {
    const desk = new ApiDesk();
    const client = desk.connect();
    client.signed(desk.ed25519, "session.logon");
    expect(client.ask("userDataStream.subscribe").result).toEqual({ subscriptionId: 0 });
    expect(client.ask("session.status").result.userDataStream).toBe(true);
    const [answer, ended] = client.raw('{"id":1,"method":"session.logout"}');
    expect(answer.result).toMatchObject({ apiKey: null, authorizedSince: null });
    expect(ended).toMatchObject({ subscriptionId: 0, event: { e: "eventStreamTerminated" } });
    expect(client.ask("account.status", { timestamp: START / 1_000 }).status).toBe(401);
  });

  test("whose key is taken away is told so at the next request, and ends", () => {
    const desk = new ApiDesk();
    const client = desk.connect();
    client.signed(desk.ed25519, "session.logon");
    desk.venue.keys.remove(desk.ed25519.apiKey);
    const answer = client.ask("order.place", limit({ timestamp: START / 1_000 }));
    expect(answer).toMatchObject({ id: null, status: 401, error: { code: -2015 } });
    expect(client.ask("session.status").result.apiKey).toBeNull();
    expect(desk.venue.exchange.openOrders(1, null)).toEqual([]);
  });
});

describe("orders", () => {
  test("are placed, told, amended, replaced and cancelled", () => {
    const desk = new ApiDesk();
    const client = desk.connect();
    const ask = (method: string, params = {}) => client.signed(desk.hmac, method, params);
    const symbol = "BTCUSDT";
    const placed = ask("order.place", limit({ newClientOrderId: "one" }));
    expect(placed.result).toMatchObject({ clientOrderId: "one", status: "NEW", fills: [] });
    const key = { symbol, origClientOrderId: "one" };
    expect(ask("order.status", key).result.origQty).toBe("1.00000000");
    const amended = ask("order.amend.keepPriority", { ...key, newQty: "0.5" });
    expect(amended.result.amendedOrder.qty).toBe("0.50000000");
    expect(ask("openOrders.status").result).toHaveLength(1);
    const replaced = ask("order.cancelReplace", {
      ...limit({ price: "99.00" }),
      cancelReplaceMode: "STOP_ON_FAILURE",
      cancelOrderId: placed.result.orderId,
    });
    expect(replaced.result).toMatchObject({ cancelResult: "SUCCESS", newOrderResult: "SUCCESS" });
    const all = ask("openOrders.cancelAll", { symbol });
    expect(all.result).toMatchObject([{ status: "CANCELED", price: "99.00000000" }]);
    expect(ask("allOrders", { symbol }).result).toHaveLength(2);
    expect(ask("order.cancel", key).error).toEqual({ code: -2011, msg: "Unknown order sent." });
  });

  test("a replacing of which one half failed is 409, and says which", () => {
    const desk = new ApiDesk();
    const client = desk.connect();
    const replace = { ...limit(), cancelReplaceMode: "ALLOW_FAILURE", cancelOrderId: 77 };
    const answer = client.signed(desk.hmac, "order.cancelReplace", replace);
    expect(answer).toMatchObject({
      status: 409,
      error: {
        code: -2021,
        data: {
          cancelResult: "FAILURE",
          cancelResponse: { code: -2011 },
          newOrderResult: "SUCCESS",
          newOrderResponse: { status: "NEW" },
        },
      },
    });
    const stopped = client.signed(desk.hmac, "order.cancelReplace", {
      ...replace,
      cancelReplaceMode: "STOP_ON_FAILURE",
    });
    expect(stopped).toMatchObject({
      status: 400,
      error: { code: -2022, data: { newOrderResult: "NOT_ATTEMPTED", newOrderResponse: null } },
    });
  });
});

describe("limits", () => {
  test("429 says until when in milliseconds since 1970; who goes on is banned and cut off", () => {
    const desk = new ApiDesk({ limits: { ...LIMITS, weightPerMinute: 4, toleratedMax: 2 } });
    const client = desk.connect();
    client.ask("ping");
    client.ask("ping");
    const refused = client.ask("ping");
    expect(refused).toMatchObject({
      status: 429,
      error: {
        code: -1003,
        data: { serverTime: START / 1_000, retryAfter: START / 1_000 + 60_000 },
      },
    });
    client.ask("ping");
    const banned = client.ask("ping");
    expect(banned).toMatchObject({
      status: 418,
      error: { code: -1003, data: { retryAfter: START / 1_000 + 120_000 } },
    });
    expect(client.outlet.end).not.toBeNull();
    expect(() => desk.connect()).toThrow("refused: 418");
  });

  test("the account's own limit is 429 without a time", () => {
    const desk = new ApiDesk({ limits: { ...LIMITS, ordersPer10Seconds: 1 } });
    const client = desk.connect();
    client.signed(desk.hmac, "order.place", limit());
    const refused = client.signed(desk.hmac, "order.place", limit());
    expect(refused).toMatchObject({ status: 429, error: { code: -1015 } });
    expect(refused.error.data).toBeUndefined();
  });

  test("an address opens 300 connections in five minutes on the clock, of each kind", () => {
    const desk = new ApiDesk({ limits: { ...LIMITS, weightPerMinute: 10_000 } });
    for (let index = 0; index < 300; index += 1) desk.connect();
    expect(() => desk.connect()).toThrow("refused: 429");
    expect(desk.connect("/ws").outlet.end).toBeNull();
    expect(desk.connect("/ws-api/v3", "10.0.0.2").outlet.end).toBeNull();
    desk.wait(300 * SECOND);
    expect(desk.connect().outlet.end).toBeNull();
  });

  test("where there is nothing, an upgrade is refused with 404", () => {
    expect(() => new ApiDesk().connect("/ws-api/v9")).toThrow("refused: 404");
  });
});

describe("faults", () => {
  const faulty = (fault: Fault) => {
    const desk = new ApiDesk();
    const client = desk.connect();
    desk.venue.faults = { verdict: () => fault };
    const answer = client.signed(desk.hmac, "order.place", limit());
    return { desk, client, answer, open: desk.venue.exchange.openOrders(0, null).length };
  };

  test("an answer that is lost takes the connection with it, done or not", () => {
    for (const isDone of [true, false]) {
      const { client, answer, open } = faulty({ kind: "LOSE", isDone });
      expect(answer).toBeUndefined();
      expect(client.outlet.end).toBe("CUT");
      expect(open).toBe(isDone ? 1 : 0);
    }
  });

  test("an answer that is late comes later, and not twice", () => {
    const { desk, client, answer, open } = faulty({ kind: "LATE", delayUs: 2 * SECOND });
    expect(answer).toBeUndefined();
    expect(open).toBe(1);
    expect(desk.sockets.nextAt).toBe(START + 2 * SECOND);
    desk.wait(2 * SECOND - 1);
    expect(client.take()).toEqual([]);
    desk.wait(1);
    expect(client.take()).toMatchObject([{ status: 200 }]);
    desk.wait(10 * SECOND);
    expect(client.take()).toEqual([]);
  });
});

describe("a connection", () => {
  test("is pinged every 20 s, and lives a day when it answers", () => {
    const desk = new ApiDesk();
    const client = desk.connect();
    const { outlet, connection } = client;
    let goodbyes = 0;
    for (let second = 0; second < 86_400; second += 20) {
      desk.wait(20 * SECOND);
      for (const payload of outlet.pings.splice(0)) connection.pong(payload, desk.at);
      goodbyes += client.take().filter(({ event }) => event.e === "serverShutdown").length;
    }
    expect(goodbyes).toBe(1);
    expect(outlet.end).toMatchObject({ code: 1001 });
    expect(desk.sockets.connections.size).toBe(0);
  });

  test("that answers no ping is cut off within 80 s", () => {
    const desk = new ApiDesk();
    const { outlet } = desk.connect();
    for (let second = 0; second < 80; second += 1) {
      expect(outlet.end).toBeNull();
      desk.wait(SECOND);
    }
    expect(outlet.end).toMatchObject({ reason: "Pong timeout" });
  });

  test(`no frame makes it throw, and each is answered once (seed ${SEED})`, () => {
    const prng = new Prng(SEED);
    const desk = new ApiDesk({ limits: { ...LIMITS, weightPerMinute: 10 ** 9 } });
    const client = desk.connect();
    const methods = [...API_METHODS.keys(), "session.logon", "userDataStream.unsubscribe", "x"];
    const values = [
      '"BTCUSDT"',
      '"BUY"',
      "1",
      "-1",
      "1e9",
      "null",
      "[]",
      '["ETHBTC"]',
      "true",
      '""',
    ];
    const names = ["symbol", "symbols", "side", "type", "quantity", "price", "limit", "fromId"];
    for (let round = 0; round < 3_000; round += 1) {
      const params = Array.from(
        { length: prng.between(0, 4) },
        () => `"${prng.pick(names)}":${prng.pick(values)}`,
      );
      let text = `{"id":${round},"method":"${prng.pick(methods)}","params":{${params.join(",")}}}`;
      for (let change = prng.between(0, 2); change > 0; change -= 1) {
        const at = prng.between(0, text.length);
        text = text.slice(0, at) + prng.pick(values) + text.slice(at + prng.between(0, 3));
      }
      const answers = client.raw(text);
      expect(answers).toHaveLength(1);
      expect(answers[0].status).toBeNumber();
    }
    expect(client.outlet.end).toBeNull();
  });
});
