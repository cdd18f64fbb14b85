/** The control API: what it takes, what it shows, and what it says to what it does not take. */
import { describe, expect, test } from "bun:test";
import {
  type ControlContext,
  handleControl,
} from "../../../../../src/trading/venue/simulated/fault/control/control.ts";
import { CHANCE_FAULTS } from "../../../../../src/trading/venue/simulated/fault/fault.ts";
import { FaultyDesk, told } from "./kit/faulty-desk.ts";

function control() {
  const desk = new FaultyDesk();
  const crashes: unknown[] = [];
  const context: ControlContext = {
    desk: desk.faults,
    exchange: desk.venue.exchange,
    accounts: () => [{ number: 0, name: "first" }],
    flashCrash: (symbol, options) => {
      crashes.push([symbol, options]);
      return symbol === "BTCUSDT";
    },
  };
  const ask = (method: string, path: string, body: unknown = "", over = context) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const answer = handleControl(over, { method, path: `/control/${path}`, body: text }, desk.at);
    return { status: answer.status, body: JSON.parse(answer.body) };
  };
  return { desk, context, crashes, ask };
}

test("a fault is armed, shown, acts, and is counted", () => {
  const { desk, ask } = control();
  const fault = { kind: "SERVER_ERROR", code: -1006, isDone: false, account: 0, count: 2 };
  expect(ask("POST", "faults", fault)).toMatchObject({
    status: 200,
    body: { id: 1, kind: "SERVER_ERROR", left: 2, account: 0 },
  });
  expect(told(desk.place())).toEqual(["502 -1006"]);
  const { body } = ask("GET", "faults");
  expect(body.armed).toMatchObject([{ id: 1, left: 1 }]);
  expect(body.fired).toEqual({ SERVER_ERROR: 1 });
  expect(ask("DELETE", "faults").body.armed).toEqual([]);
  expect(told(desk.place())).toContain("200");
});

test.each([
  { kind: "SERVER_ERROR", code: -1006, isDone: false, method: "order.status" },
  { kind: "CLOCK_SKEW", skewMs: -250, durationMs: 5 },
  { kind: "PARTIAL_FILLS", lots: [1, 2], delayMs: 3, symbol: "BTCUSDT" },
  { kind: "USER_STREAM_CUT", closing: "CUT", account: 0, method: "executionReport" },
  { kind: "SEQUENCE_GAP", method: "btcusdt@depth@100ms", count: 3 },
  { kind: "ACK_LOST", method: "userDataStream.subscribe.signature" },
])("a fault is shown as it was asked for: %j", (fault) => {
  const { ask } = control();
  const { status, body } = ask("POST", "faults", fault);
  const { count = 1, ...said } = fault as { readonly count?: number };
  expect({ status, body }).toMatchObject({ status: 200, body: { ...said, left: count } });
  expect(ask("GET", "faults").body.armed).toEqual([body]);
});

test("milliseconds are milliseconds", () => {
  const { desk, ask } = control();
  ask("POST", "faults", { kind: "ACK_LATE", delayMs: 40 });
  desk.place();
  expect(desk.after(39_000)).toEqual([]);
  expect(told(desk.after(1_000))).toEqual(["200"]);
  ask("POST", "faults", { kind: "CLOCK_SKEW", skewMs: -250, durationMs: 5 });
  expect(desk.faults.venueTime(1_000_000)).toBe(750_000);
});

test("a listing may be posted", () => {
  const { desk, ask } = control();
  const listing = { symbol: "ADAUSDT", base: "ADA", quote: "USDT", tick: "0.0001", lot: "0.1" };
  expect(ask("POST", "faults", { kind: "LISTED", listing }).status).toBe(200);
  expect(desk.venue.exchange.rulesOf("ADAUSDT")?.status).toBe("TRADING");
});

test("faults by chance are begun with a seed, and ended", () => {
  const { desk, ask } = control();
  const begun = ask("POST", "seeded", { seed: 9, rates: { ACK_LOST: 1_000 } });
  expect(begun.body.seeded).toEqual({ seed: 9, rates: { ACK_LOST: 1_000 } });
  desk.place();
  expect(desk.client.outlet.end).toBe("CUT");
  expect(ask("POST", "seeded", {}).body.seeded).toBeNull();
});

test("a flash crash is asked of those who trade", () => {
  const { context, crashes, ask } = control();
  const crash = { symbol: "BTCUSDT", depthBps: 500 };
  expect(ask("POST", "flash-crash", crash).status).toBe(200);
  expect(crashes).toEqual([["BTCUSDT", { depthBps: 500, fallSteps: 20, recoverySteps: 100 }]]);
  expect(ask("POST", "flash-crash", { symbol: "NONE" }).status).toBe(400);
  expect(ask("POST", "flash-crash", crash, { ...context, flashCrash: null }).status).toBe(400);
});

test("money is given, taken back, and shown to the last digit", () => {
  const { ask } = control();
  const give = (amount: string) => ask("POST", "deposit", { account: 0, asset: "BNB", amount });
  expect(give("1.00000001").status).toBe(200);
  expect(give("-0.5").status).toBe(200);
  expect(give("-1").status).toBe(400);
  const [account] = ask("GET", "state").body.accounts;
  expect(account.balances).toContainEqual({
    asset: "BNB",
    free: "0.50000001",
    locked: "0.00000000",
  });
});

test("the state shows orders and trades", () => {
  const { desk, ask } = control();
  desk.other({ side: "SELL", lots: 40_000 });
  desk.place({ newClientOrderId: "mine" });
  const [account] = ask("GET", "state").body.accounts;
  expect(account).toMatchObject({ account: 0, name: "first" });
  const common = { symbol: "BTCUSDT", orderId: 2, clientOrderId: "mine", side: "BUY" };
  expect(account.openOrders).toEqual([
    {
      ...common,
      type: "LIMIT",
      status: "PARTIALLY_FILLED",
      price: "100.00",
      quantity: "1.00000",
      executed: "0.40000",
    },
  ]);
  expect(account.trades).toEqual([
    {
      ...common,
      tradeId: 1,
      price: "100.00",
      quantity: "0.40000",
      fee: "0.00040000",
      feeAsset: "BTC",
      isMaker: false,
      at: desk.at,
    },
  ]);
});

test("what was done before the tick changed is told at its own prices", () => {
  const { desk, ask } = control();
  desk.other({ side: "SELL", lots: 40_000 });
  desk.place({ newClientOrderId: "mine" });
  const asked = (method: string) =>
    desk.ask(method, { symbol: "BTCUSDT" }).find((frame) => "status" in frame).result;
  const seen = () => [
    asked("myTrades"),
    asked("allOrders").map(({ price }: { readonly price: string }) => price),
    ask("GET", "state").body.accounts[0].trades,
  ];
  const before = seen();
  expect(before[0]).toMatchObject([{ price: "100.00000000", quoteQty: "40.00000000" }]);
  for (const tick of ["0.5", "0.001"]) {
    expect(ask("POST", "faults", { kind: "TICK_CHANGED", symbol: "BTCUSDT", tick }).status).toBe(
      200,
    );
    expect(seen()).toEqual(before);
  }
});

describe("what is not taken", () => {
  test.each([
    ["POST", "faults", "{"],
    ["POST", "faults", "[]"],
    ["POST", "faults", { kind: "NONE" }],
    ["POST", "faults", {}],
    ["POST", "faults", { kind: "ACK_LOST", count: 0 }],
    ["POST", "faults", { kind: "ACK_LOST", count: 1.5 }],
    ["POST", "faults", { kind: "ACK_LOST", conut: 2 }],
    ["POST", "faults", { kind: "ACK_LATE", delayMs: -1 }],
    ["POST", "faults", { kind: "ACK_LATE", delayMs: "40" }],
    ["POST", "faults", { kind: "SERVER_ERROR", code: -2010 }],
    ["POST", "faults", { kind: "SERVER_ERROR", isDone: "yes" }],
    ["POST", "faults", { kind: "PARTIAL_FILLS", lots: [0] }],
    ["POST", "faults", { kind: "USER_STREAM_CUT", closing: "SLAM" }],
    ["POST", "faults", { kind: "HALT", symbol: "NONE" }],
    ["POST", "faults", { kind: "ACK_LOST", symbol: "NONE" }],
    ["POST", "faults", { kind: "ACK_LOST", symbol: "btcusdt" }],
    ["POST", "faults", { kind: "ACK_LOST", account: 7 }],
    ["POST", "faults", { kind: "ACK_LOST", method: "order.plaice" }],
    ["POST", "faults", { kind: "ACK_LOST", method: "executionReport" }],
    ["POST", "faults", { kind: "EVENT_LOST", method: "order.place" }],
    ["POST", "faults", { kind: "SEQUENCE_GAP", method: "btcusdt@dept" }],
    ["POST", "faults", { kind: "SEQUENCE_GAP", method: "noneusdt@depth" }],
    ["POST", "faults", { kind: "MAINTENANCE", method: "order.place" }],
    ["POST", "faults", { kind: "LISTED", listing: { symbol: 1 } }],
    ["POST", "faults", { kind: "ACK_LOST", __proto__x: 1 }],
    ["POST", "seeded", { seed: 1, rates: { ACK_LOST: 1_001 } }],
    ["POST", "seeded", { seed: 1, rates: { TICK_CHANGED: 1 } }],
    ["POST", "seeded", { seed: -1 }],
    ["POST", "flash-crash", { symbol: "BTCUSDT", depthBps: 0 }],
    ["POST", "deposit", { account: 7, asset: "USDT", amount: "1" }],
    ["POST", "deposit", { account: 0, asset: "USDT", amount: "1e5" }],
    ["POST", "deposit", { account: 0, asset: "", amount: "1" }],
    ["POST", "deposit", { account: 0, asset: "USDT" }],
  ] as const)("%s %s %p changes nothing, and says what to do", (method, path, body) => {
    const { ask } = control();
    const before = [ask("GET", "state"), ask("GET", "faults")];
    const answer = ask(method, path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error).not.toBe("");
    expect(answer.body.next).not.toBe("");
    expect([ask("GET", "state"), ask("GET", "faults")]).toEqual(before);
  });

  test.each([
    [{ symbol: "NONE" }, "BTCUSDT"],
    [{ account: 7 }, "0"],
    [{ method: "order.plaice" }, "order.place,"],
    [{ method: "order.plaice" }, "session.logon"],
    [{ kind: "EVENT_LOST", method: "order.place" }, "executionReport"],
    [{ kind: "SEQUENCE_GAP", method: "depth" }, "btcusdt@depth"],
  ])("what a fault never meets is answered with what there is: %j", (fault, known) => {
    const { body } = control().ask("POST", "faults", { kind: "ACK_LOST", ...fault });
    expect(body.next).toContain(known);
  });

  test("a path that is none is answered with those that are", () => {
    const { status, body } = control().ask("GET", "fault");
    expect(status).toBe(404);
    expect(body.next).toContain("POST /control/faults");
  });

  test("a kind that is unknown is answered with those that are known", () => {
    const { body } = control().ask("POST", "faults", { kind: "ACK" });
    for (const kind of CHANCE_FAULTS) expect(body.next).toContain(kind);
  });
});
