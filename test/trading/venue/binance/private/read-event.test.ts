/** Private events in our words: every kind of report, and a failure that names the field. */
import { describe, expect, test } from "bun:test";
import { readEvent } from "../../../../../src/trading/venue/binance/private/read-event.ts";
import { btc, ID, INSTRUMENTS } from "../answers/answer-kit.ts";

const REPORT = {
  e: "executionReport",
  E: 1_499_405_658_658,
  s: "BTCUSDT",
  c: ID,
  S: "BUY",
  o: "LIMIT",
  f: "GTC",
  q: "0.01000000",
  p: "23416.10000000",
  P: "0.00000000",
  F: "0.00000000",
  g: -1,
  C: "",
  x: "NEW",
  X: "NEW",
  r: "NONE",
  i: 4_293_153,
  l: "0.00000000",
  z: "0.00000000",
  L: "0.00000000",
  n: "0",
  N: null,
  T: 1_499_405_658_657,
  t: -1,
  I: 8_641_984,
  w: true,
  m: false,
  M: false,
  O: 1_499_405_658_657,
  Z: "0.00000000",
  Y: "0.00000000",
  Q: "0.00000000",
  W: 1_499_405_658_657,
  V: "NONE",
};
const TRADE = {
  ...REPORT,
  x: "TRADE",
  X: "PARTIALLY_FILLED",
  l: "0.00600000",
  z: "0.00700000",
  L: "23416.00000000",
  n: "0.00000600",
  N: "BTC",
  t: 28_457,
  m: true,
};
const CANCEL = {
  ...REPORT,
  c: "cancel-1",
  C: ID,
  x: "CANCELED",
  X: "CANCELED",
  z: "0.003",
  w: false,
};
const read = (event: unknown) => readEvent(event, INSTRUMENTS);

describe("an execution report", () => {
  test("of a new order says all of it, and has no fill", () => {
    expect(read(REPORT)).toEqual({
      kind: "ORDER",
      execution: "NEW",
      executionText: "NEW",
      instrument: btc,
      id: ID,
      requestId: "",
      venueOrderId: "4293153",
      side: "BUY",
      status: "NEW",
      statusText: "NEW",
      priceTicks: 2_341_610,
      orderLots: 1_000,
      cumLots: 0,
      preventedLots: 0,
      fill: null,
      isOnBook: true,
      reason: "",
      timeUs: 1_499_405_658_657_000,
      drift: [],
    });
  });

  test("of a trade has its own quantity, the sum, and the fee in its asset (BR-16)", () => {
    expect(read(TRADE)).toMatchObject({
      execution: "TRADE",
      status: "PARTIAL",
      cumLots: 700,
      fill: {
        tradeId: "28457",
        lots: 600,
        priceTicks: 2_341_600,
        isMaker: true,
        fee: { asset: "BASE", assetText: "BTC", text: "0.00000600" },
      },
    });
    expect(read({ ...TRADE, N: "BNB", n: "0.0021" })).toMatchObject({
      fill: { fee: { asset: "OTHER", assetText: "BNB", text: "0.0021" } },
    });
    expect(read({ ...TRADE, N: null, n: "0" })).toMatchObject({
      fill: { fee: { asset: "", text: "" } },
    });
  });

  test("of a cancel is of the order that was cancelled, not of the request", () => {
    expect(read(CANCEL)).toMatchObject({
      execution: "CANCELED",
      status: "CANCELED",
      id: ID,
      requestId: "cancel-1",
      cumLots: 300,
      fill: null,
    });
  });

  test("of an amendment that kept the id has no other request", () => {
    expect(read({ ...REPORT, C: ID, x: "REPLACED", q: "0.005" })).toMatchObject({
      execution: "REPLACED",
      id: ID,
      requestId: "",
      orderLots: 500,
    });
  });

  test("of self-trade prevention is no fill, whatever it says of quantities (S55)", () => {
    const event = {
      ...REPORT,
      x: "TRADE_PREVENTION",
      X: "EXPIRED_IN_MATCH",
      l: "0.00000000",
      v: 3,
      A: "0.00400000",
      B: "0.00400000",
      u: 1,
      U: 37,
      Cs: "BTCUSDT",
      pl: "0.00400000",
      pL: "23416.10000000",
      pY: "93.66",
      w: false,
    };
    expect(read(event)).toMatchObject({
      execution: "PREVENTED",
      status: "EXPIRED",
      cumLots: 0,
      preventedLots: 400,
      fill: null,
      drift: [],
    });
  });

  const ends: readonly (readonly [object, string, string, string])[] = [
    [
      { x: "REJECTED", X: "REJECTED", r: "INSUFFICIENT_BALANCE" },
      "REJECTED",
      "REJECTED",
      "INSUFFICIENT_BALANCE",
    ],
    [{ x: "EXPIRED", X: "EXPIRED" }, "EXPIRED", "EXPIRED", ""],
    [{ x: "EXPIRED", X: "EXPIRED", eR: 2 }, "EXPIRED", "EXPIRED", "2"],
    [{ x: "EXPIRED", X: "EXPIRED_IN_MATCH" }, "EXPIRED", "EXPIRED", ""],
    [{ x: "NEW", X: "PENDING_NEW" }, "NEW", "NEW", ""],
  ];
  test.each(ends)("with %o says why it ended", (change, execution, status, reason) => {
    expect(read({ ...REPORT, ...change })).toMatchObject({ execution, status, reason, fill: null });
  });

  test("in words that are not known changes no quantity and ends nothing (BR-23)", () => {
    const event = { ...TRADE, x: "REVIEWED", X: "PENDING_REVIEW", z: "0.00000000", foo: {} };
    expect(read(event)).toMatchObject({
      kind: "ORDER",
      execution: "UNKNOWN",
      executionText: "REVIEWED",
      status: "UNKNOWN",
      statusText: "PENDING_REVIEW",
      fill: null,
      drift: [
        { kind: "FIELD", place: "executionReport", text: "foo" },
        { kind: "WORD", place: "executionReport.x", text: "REVIEWED" },
        { kind: "WORD", place: "executionReport.X", text: "PENDING_REVIEW" },
      ],
    });
  });

  test("of an instrument that the desk does not trade is that, and no failure", () => {
    expect(read({ ...REPORT, s: "ETHUSDT", q: "1.000000001" })).toEqual({
      kind: "FOREIGN",
      symbolText: "ETHUSDT",
      venueOrderId: "4293153",
    });
  });

  test("has ids with the digits of the wire when they came through the exact reader", () => {
    expect(read({ ...TRADE, t: "9223372036854775807", i: "9007199254740993" })).toMatchObject({
      venueOrderId: "9007199254740993",
      fill: { tradeId: "9223372036854775807" },
    });
  });

  // Any text may be a word or an id; an amount and a flag may not.
  const WORDS = ["s", "c", "x", "X"] as const;
  const OTHERS = ["S", "q", "p", "i", "z", "T", "w", "l", "L", "t", "m", "n"] as const;
  const nonsense = [
    ...[...WORDS, ...OTHERS].flatMap((name) =>
      [undefined, null, {}, [], -1.5].map((value) => [name, value] as const),
    ),
    ...OTHERS.map((name) => [name, "1e-8"] as const),
  ];
  test.each(nonsense)("with %s as %p is a failure that names it", (name, value) => {
    expect(read({ ...TRADE, [name]: value })).toMatchObject({
      kind: "BAD",
      field: `executionReport.${name}`,
    });
  });

  test("that cannot be read still says which order it is of", () => {
    expect(read({ ...TRADE, z: "x" })).toMatchObject({
      kind: "BAD",
      id: ID,
      venueOrderId: "4293153",
      symbolText: "BTCUSDT",
    });
    expect(read({ ...TRADE, C: ID, c: "cancel-1", i: null })).toMatchObject({
      id: ID,
      venueOrderId: "",
    });
  });

  test("of a trade without lots or price is a failure", () => {
    expect(read({ ...TRADE, l: "0.00000000" })).toMatchObject({ field: "executionReport.l" });
    expect(read({ ...TRADE, L: "0.00000000" })).toMatchObject({ field: "executionReport.L" });
  });
});

describe("balances", () => {
  test("are absolute, of those that may have changed", () => {
    const event = {
      e: "outboundAccountPosition",
      E: 1_616_628_815_745,
      u: 1_616_628_815_744,
      B: [
        { a: "BTC", f: "0.00225109", l: "0.00123000" },
        { a: "USDT", f: "54.43390661", l: "0.00000000" },
      ],
    };
    expect(read(event)).toEqual({
      kind: "BALANCES",
      timeUs: 1_616_628_815_744_000,
      balances: [
        { asset: "BTC", free: 225_109n, locked: 123_000n },
        { asset: "USDT", free: 5_443_390_661n, locked: 0n },
      ],
    });
    expect(read({ ...event, B: [{ a: "BTC", f: "1", l: null }] })).toMatchObject({
      kind: "BAD",
      field: "outboundAccountPosition.B",
    });
    expect(read({ ...event, u: 0 })).toMatchObject({ field: "outboundAccountPosition.u" });
  });

  test("change by what is moved, either way (BR-35)", () => {
    const event = { e: "balanceUpdate", E: 1, a: "BTC", d: "-100.00000000", T: 1_573_200_697_068 };
    expect(read(event)).toEqual({
      kind: "BALANCE_CHANGE",
      asset: "BTC",
      change: -10_000_000_000n,
      timeUs: 1_573_200_697_068_000,
    });
    expect(read({ ...event, d: 5 })).toMatchObject({ kind: "BAD", field: "balanceUpdate.d" });
  });
});

describe("other events", () => {
  const others: readonly (readonly [unknown, object])[] = [
    [{ e: "eventStreamTerminated", E: 1 }, { kind: "STREAM_ENDED" }],
    [{ e: "serverShutdown", E: 1 }, { kind: "SHUTDOWN" }],
    [
      { e: "listStatus", s: "BTCUSDT" },
      { kind: "IGNORED", name: "listStatus" },
    ],
    [{ e: "externalLockUpdate" }, { kind: "IGNORED", name: "externalLockUpdate" }],
    [{ e: "somethingNew" }, { kind: "UNKNOWN", name: "somethingNew" }],
    [{}, { kind: "BAD", field: "event.e" }],
    [{ e: 7 }, { kind: "BAD", field: "event.e" }],
    [null, { kind: "BAD", field: "event" }],
    ["x", { kind: "BAD", field: "event" }],
  ];
  test.each(others)("%o is %o", (event, said) => {
    expect(read(event)).toMatchObject(said);
  });
});
