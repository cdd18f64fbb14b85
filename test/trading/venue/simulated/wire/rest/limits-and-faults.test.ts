/** Calls over REST between arrival and answer: limits, faults, times. */
import { describe, expect, test } from "bun:test";
import type { Fault } from "../../../../../../src/trading/venue/simulated/wire/call/fault-point.ts";
import { perform } from "../../../../../../src/trading/venue/simulated/wire/call/perform.ts";
import { PLACE_ENDPOINTS } from "../../../../../../src/trading/venue/simulated/wire/endpoints/place.ts";
import { LIMITS } from "../../../../../../src/trading/venue/simulated/wire/limits/venue-limits.ts";
import { VENUE_ERRORS } from "../../../../../../src/trading/venue/simulated/wire/request/venue-error.ts";
import { IP, RestDesk, START } from "../kit/rest-desk.ts";

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

  test("tells no limits of orders where it tells an error", () => {
    const limitsBy = (fault: Fault) => {
      const { desk } = withFault(fault);
      const key = desk.venue.keys.find(desk.key(0).apiKey);
      const ticket = { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" };
      const sent = new Map(Object.entries({ ...ticket, timestamp: `${START / 1_000}` }));
      desk.place({ side: "SELL" }, 1);
      const caller = { transport: "WS_API", ip: IP, apiKey: "", payload: null } as const;
      const named = { ...caller, session: key, unit: "MILLISECOND" } as const;
      const at = desk.at;
      return perform(desk.venue, PLACE_ENDPOINTS.place, { sent, caller: named, at }).orderLimits;
    };
    expect(limitsBy({ kind: "LATE", delayUs: 1 })).toHaveLength(2);
    expect(limitsBy({ kind: "ERROR", isDone: true, error })).toEqual([]);
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
