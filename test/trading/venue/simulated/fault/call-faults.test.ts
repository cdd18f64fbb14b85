/** Faults of calls, as a client of the WebSocket API meets them. */
import { describe, expect, test } from "bun:test";
import {
  faultOf,
  SERVER_ERROR_CODES,
} from "../../../../../src/trading/venue/simulated/fault/fault.ts";
import { FaultDesk } from "../../../../../src/trading/venue/simulated/fault/fault-desk.ts";
import { RestDesk } from "../wire/kit/rest-desk.ts";
import { FaultyDesk, told, toldOfOrders } from "./kit/faulty-desk.ts";

const MS = 1_000;
const KEY = { symbol: "BTCUSDT", newClientOrderId: "mine" } as const;
const NEW = "NEW NEW 0.00000000";

describe("the answer", () => {
  test("is lost after the order was done, and the connection with it", () => {
    const desk = new FaultyDesk();
    desk.arm("ACK_LOST");
    expect(toldOfOrders(desk.place())).not.toContain("200");
    expect(desk.client.outlet.end).toBe("CUT");
    expect(desk.open).toBe(1);
  });

  test("is lost with the request, and nothing was done", () => {
    const desk = new FaultyDesk();
    desk.arm("REQUEST_LOST");
    expect(desk.place()).toEqual([]);
    expect(desk.client.outlet.end).toBe("CUT");
    expect(desk.open).toBe(0);
  });

  test("comes late, of an order that is there at once", () => {
    const desk = new FaultyDesk();
    desk.arm("ACK_LATE", { delayUs: 300 * MS });
    expect(toldOfOrders(desk.place())).toEqual([NEW]);
    expect(desk.open).toBe(1);
    expect(desk.after(299 * MS)).toEqual([]);
    expect(told(desk.after(1 * MS))).toEqual(["200"]);
  });

  test("comes late, after the order was filled", () => {
    const desk = new FaultyDesk();
    desk.arm("ACK_LATE_AFTER_FILL", { delayUs: 300 * MS });
    expect(toldOfOrders(desk.place())).toEqual([NEW]);
    expect(toldOfOrders(desk.after(150 * MS))).toEqual(["TRADE FILLED 1.00000000"]);
    expect(told(desk.after(150 * MS))).toEqual(["200"]);
  });

  test("comes behind the events of a fill", () => {
    const desk = new FaultyDesk();
    desk.arm("FILL_BEFORE_ACK");
    expect(toldOfOrders(desk.place(KEY))).toEqual([NEW, "TRADE FILLED 1.00000000"]);
    expect(told(desk.after(1 * MS))).toEqual(["200"]);
  });

  test.each(
    SERVER_ERROR_CODES.flatMap(
      (code) =>
        [
          [code, true],
          [code, false],
        ] as const,
    ),
  )("is the error %d, done or not: %p", (code, isDone) => {
    const desk = new FaultyDesk();
    desk.arm("SERVER_ERROR", { code, isDone });
    const [answer] = desk.place().filter((frame) => "status" in frame);
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(answer.error.code).toBe(code);
    expect(desk.open).toBe(isDone ? 1 : 0);
    expect(told(desk.place())).toContain("200");
  });
});

describe("an order", () => {
  test("is filled right before it is cancelled, and the cancel is refused", () => {
    const desk = new FaultyDesk();
    desk.place(KEY);
    desk.arm("CANCEL_FILL_RACE");
    const frames = desk.ask("order.cancel", { symbol: "BTCUSDT", origClientOrderId: "mine" });
    expect(toldOfOrders(frames)).toEqual(["400 -2011", "TRADE FILLED 1.00000000"]);
    expect(desk.open).toBe(0);
  });

  test.each([
    ["all of it", [], ["400 -2013", "TRADE FILLED 1.00000000"]],
    [
      "as many lots as are said",
      [400],
      ["200", "TRADE PARTIALLY_FILLED 0.00400000", "REPLACED PARTIALLY_FILLED 0.00000000"],
    ],
  ] as const)("is filled right before it is amended: %s", (_, lots, expected) => {
    const desk = new FaultyDesk();
    desk.place(KEY);
    desk.arm("CANCEL_FILL_RACE", { lots });
    const amend = { origClientOrderId: "mine", newClientOrderId: "mine", newQty: "0.5" };
    const frames = desk.ask("order.amend.keepPriority", { symbol: "BTCUSDT", ...amend });
    expect(toldOfOrders(frames)).toEqual([...expected]);
  });

  test("that is not there to be filled leaves the race armed", () => {
    const desk = new FaultyDesk();
    desk.arm("CANCEL_FILL_RACE");
    desk.ask("order.cancel", { symbol: "BTCUSDT", origClientOrderId: "mine" });
    expect(desk.faults.armed).toHaveLength(1);
  });

  test("is filled in the parts that were asked for, one after the other", () => {
    const desk = new FaultyDesk();
    desk.arm("PARTIAL_FILLS", { lots: [5, 7], delayUs: 10 * MS });
    expect(toldOfOrders(desk.place())).toEqual(["200", NEW, "TRADE PARTIALLY_FILLED 0.00005000"]);
    expect(toldOfOrders(desk.after(10 * MS))).toEqual(["TRADE PARTIALLY_FILLED 0.00007000"]);
    expect(desk.after(1_000 * MS)).toEqual([]);
  });

  test("is filled in parts of every size to its end", () => {
    const desk = new FaultyDesk();
    desk.arm("PARTIAL_FILLS", { delayUs: 1 * MS });
    desk.place({ ...KEY, quantity: "0.06" });
    desk.after(100 * MS);
    const sizes = desk.venue.exchange.accountTrades(0, "BTCUSDT").map(({ lots }) => lots);
    expect(sizes).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 1_905]);
  });

  test("is filled after whoever stands before it", () => {
    const desk = new FaultyDesk();
    desk.other({ priceTicks: 10_001, lots: 60_000 });
    desk.other({ priceTicks: 10_000, lots: 70_000 });
    desk.arm("PARTIAL_FILLS", { lots: [9] });
    desk.place();
    const { exchange } = desk.venue;
    expect(exchange.trades("BTCUSDT").map(({ lots }) => lots)).toEqual([60_000, 70_000, 9]);
  });

  test("meets one of its own group, and does not trade with it", () => {
    const desk = new FaultyDesk();
    desk.arm("SELF_TRADE_PREVENTED");
    const frames = desk.place({ selfTradePreventionMode: "EXPIRE_TAKER" });
    expect(toldOfOrders(frames)).toContain("EXPIRED EXPIRED_IN_MATCH 0.00000000");
    const { exchange } = desk.venue;
    expect(exchange.trades("BTCUSDT")).toHaveLength(0);
    expect(exchange.preventedMatches(0, "BTCUSDT")).toHaveLength(1);
    desk.wait(1);
    expect(exchange.depth("BTCUSDT", 10).asks).toEqual([]);
  });

  test("is not cancelled by the first cancel of all, and is by the second", () => {
    const desk = new FaultyDesk();
    desk.place();
    desk.arm("CANCEL_ALL_FAILS", { code: -1000 });
    const all = { symbol: "BTCUSDT" };
    expect(told(desk.ask("openOrders.cancelAll", all))).toEqual(["500 -1000"]);
    expect(desk.open).toBe(1);
    expect(told(desk.ask("openOrders.cancelAll", all))).toContain("200");
    expect(desk.open).toBe(0);
  });
});

describe("a limit", () => {
  test("refuses a call, and says when to come back", () => {
    const desk = new FaultyDesk();
    desk.arm("RATE_LIMITED", { delayUs: 7_000 * MS });
    const [answer] = desk.ask("ping");
    expect(answer.status).toBe(429);
    expect(answer.error.code).toBe(-1003);
    expect(answer.error.data.retryAfter).toBe(desk.at / MS + 7_000);
  });

  test("is told over REST in seconds", () => {
    const rest = new RestDesk();
    const faults = new FaultDesk({ exchange: rest.venue.exchange, accounts: () => [] });
    rest.venue.faults = faults.calls;
    faults.arm(faultOf("RATE_LIMITED", { delayUs: 7_000 * MS }), rest.at);
    const { status, headers } = rest.place();
    expect(status).toBe(429);
    expect(headers["Retry-After"]).toBe("7");
    expect(rest.place().status).toBe(200);
  });
});

describe("a fault", () => {
  test("concerns the account, symbol and method that it names, and acts as often as it is told", () => {
    const desk = new FaultyDesk();
    desk.arm("SERVER_ERROR", { account: 1 });
    desk.arm("SERVER_ERROR", { symbol: "ETHBTC" });
    desk.arm("SERVER_ERROR", { method: "order.status" });
    expect(told(desk.place())).toContain("200");
    expect(desk.faults.armed).toHaveLength(3);
    desk.faults.disarm(desk.at);
    desk.arm("SERVER_ERROR", { account: 0, symbol: "BTCUSDT", method: "order.place", count: 2 });
    const answers = [1, 2, 3].map(() => desk.place().find((frame) => "status" in frame)?.status);
    expect(answers).toEqual([504, 504, 200]);
    expect(desk.faults.fired.get("SERVER_ERROR")).toBe(2);
    expect(desk.faults.armed).toEqual([]);
  });

  test("that is disarmed does nothing, nor what it had planned", () => {
    const desk = new FaultyDesk();
    desk.arm("ACK_LATE_AFTER_FILL", { delayUs: 300 * MS });
    desk.place();
    desk.arm("ACK_LOST");
    desk.faults.disarm(desk.at);
    desk.wait(1_000 * MS);
    expect(desk.open).toBe(1);
    expect(told(desk.place())).toContain("200");
  });
});
