/** What a replace and an amendment must name, and which limits they are held against. */
import { describe, expect, test } from "bun:test";
import type { ExposedOrder } from "../../../src/trading/risk/exposure.ts";
import { describeRefusal } from "../../../src/trading/risk/refusal.ts";
import { surelyReduces } from "../../../src/trading/risk/trading-control.ts";
import { held, idOf, intent, NOW, refusalOf, STRATEGY } from "./gate-kit.ts";

const OLD: ExposedOrder = {
  ...{ orderId: idOf(1), strategy: STRATEGY, instrument: 0, side: "BUY" },
  ...{ leavesLots: 8, orderLots: 20 },
};
const REPLACE = { action: "REPLACE", orderId: idOf(2), replaces: OLD.orderId } as const;
const AMEND = { action: "AMEND", orderId: OLD.orderId, lots: 19 } as const;

describe("a replace", () => {
  test("passes when the order that it replaces works, and is held against both", () => {
    expect(refusalOf({ intent: REPLACE, view: { target: OLD } })).toBeNull();
    const both = { ...held(0, 95), target: OLD };
    expect(refusalOf({ intent: REPLACE, view: both })).toMatchObject({
      kind: "POSITION",
      value: 105,
    });
  });

  test.each([
    ["that does not count", null],
    ["of another strategy", { ...OLD, strategy: STRATEGY + 1 }],
    ["of another instrument", { ...OLD, instrument: 1 }],
    ["of the other side", { ...OLD, side: "SELL" as const }],
    ["of another id", { ...OLD, orderId: idOf(7) }],
  ])("of an order %s is refused, and says why", (_what, target) => {
    const refusal = refusalOf({ intent: REPLACE, view: { target } });
    expect(refusal).toMatchObject({ kind: "BAD_ORDER", name: "replaces" });
    if (refusal === null) return;
    const text = "Cannot replace order as the order that it replaces must be working";
    expect(describeRefusal(refusal, "REPLACE")).toStartWith(text);
  });

  test("of itself, or of nothing, is refused", () => {
    const own = { ...OLD, orderId: REPLACE.orderId };
    const itself = { ...REPLACE, replaces: REPLACE.orderId };
    expect(refusalOf({ intent: itself, view: { target: own } })).toMatchObject({
      name: "replaces",
    });
    const nothing = { ...REPLACE, replaces: "" };
    expect(refusalOf({ intent: nothing, view: { target: OLD } })).toMatchObject({
      name: "replaces",
    });
  });

  test.each([
    ["the rate", "ORDER_RATE", { view: { target: OLD, orderTimes: Array(5).fill(NOW) } }],
    ["the size", "ORDER_SIZE", { intent: { ...REPLACE, lots: 51 }, view: { target: OLD } }],
    ["a halt", "HALTED", { view: { target: OLD, trading: "HALTED" } }],
    ["its validity", "EXPIRED", { view: { target: OLD }, now: intent.validUntil + 1 }],
  ] as const)("is held against %s as a new order is", (_what, kind, difference) => {
    expect(refusalOf({ intent: REPLACE, ...(difference as object) })).toMatchObject({ kind });
  });
});

describe("an amendment", () => {
  test("to fewer lots passes beyond every limit, and without a book", () => {
    const beyond = { ...held(1_000, 500), target: OLD, book: null, hasRoom: false };
    expect(refusalOf({ intent: AMEND, view: beyond, limits: { positionLots: 1 } })).toBeNull();
    expect(refusalOf({ intent: AMEND, view: { target: OLD, trading: "REDUCING" } })).toBeNull();
  });

  test.each([20, 21, Number.NaN, 0.5, 0, -1])("to %d lots of 20 is refused", (lots) => {
    const refusal = refusalOf({ intent: { ...AMEND, lots }, view: { target: OLD } });
    expect(refusal).toMatchObject({ kind: "BAD_ORDER" });
  });

  test.each([
    ["of an order that does not count", "BAD_ORDER", { target: null }],
    ["of another strategy", "BAD_ORDER", { target: { ...OLD, strategy: 9 } }],
    ["while trading is halted", "HALTED", { target: OLD, trading: "HALTED" }],
    [
      "of an instrument that is not its own",
      "UNKNOWN_INSTRUMENT",
      { target: OLD, isOwnInstrument: false },
    ],
  ] as const)("%s is refused", (_what, kind, view) => {
    expect(refusalOf({ intent: AMEND, view })).toMatchObject({ kind });
  });

  test("later than its last moment is refused", () => {
    const late = { intent: AMEND, view: { target: OLD }, now: intent.validUntil + 1 };
    expect(refusalOf(late)).toMatchObject({ kind: "EXPIRED" });
  });
});

test("an unknown style is refused", () => {
  expect(refusalOf({ intent: { style: "MARKET" as never } })).toMatchObject({ name: "style" });
});

test.each([
  ["SELL", 10, 10, 0, 0, true],
  ["SELL", 11, 10, 0, 0, false],
  ["SELL", 5, 10, 0, 6, false],
  ["SELL", 1, -10, 0, 0, false],
  ["BUY", 10, -10, 0, 99, true],
  ["BUY", 1, 0, 0, 0, false],
  ["BUY", Number.NaN, -10, 0, 0, false],
] as const)(
  "%s %d of %d with %d and %d out reduces: %p",
  (side, lots, position, buys, sells, is) => {
    expect(surelyReduces({ side, lots }, held(position, buys, sells))).toBe(is);
  },
);
