/** The matrix: twelve bases by twelve events, a test a cell, written out by hand. */
import { describe, expect, test } from "bun:test";
import {
  exposedLotsOf,
  isOver,
  leavesLotsOf,
  type Order,
  type OrderBase,
} from "../../../src/trading/order/order.ts";
import type { AlarmKind, OrderEvent } from "../../../src/trading/order/order-event.ts";
import { TRANSITIONS } from "../../../src/trading/order/transition-table.ts";
import { fold, LOTS, orderAt, replaced, trade } from "./order-kit.ts";

/** Events of the columns, in the order of the table, for an order that stands where it stands. */
const COLUMNS: readonly (readonly [string, (order: Order) => OrderEvent])[] = [
  ["an ack", () => ({ kind: "ACK" })],
  ["a trade that does not fill it", () => trade("t2", 1_000)],
  ["a trade that fills it", (order) => fillingTrade(order, 0)],
  ["a trade beyond it", (order) => fillingTrade(order, 500)],
  ["a cancel", () => ({ kind: "CANCELED" })],
  ["an expiry", () => ({ kind: "EXPIRED" })],
  ["a reject", (order) => ({ kind: "REJECTED", isLocal: order.base === "INIT" })],
  ["a replace to 12,000", () => replaced("Y", 12_000)],
  ["a suspension, or its end", (order) => ({ kind: standsStill(order) ? "RESUMED" : "SUSPENDED" })],
  ["a bust", (order) => ({ kind: "BUST", tradeId: order.cumLots > 0 ? "t1" : "t9" })],
  ["no answer in time", () => ({ kind: "TIMEOUT" })],
  ["the proof that it is not there", () => ({ kind: "NOT_FOUND_PROVEN" })],
];

/** Of a filled order it is the same trade again: there is no other that just fills it. */
function fillingTrade(order: Order, beyondLots: number): OrderEvent {
  if (order.base === "FILLED" && beyondLots === 0) return trade("t1", LOTS);
  return trade("t2", LOTS - order.cumLots + beyondLots);
}

function standsStill({ base }: Order): boolean {
  return base === "DFD" || base === "SUSPENDED";
}

/** Alarms in the table. */
const ALARMS: Readonly<Record<string, AlarmKind>> = {
  x: "PROTOCOL_ERROR",
  l: "LATE_FILL",
  o: "OVERFILL",
  c: "CONTRADICTION",
  m: "FILLS_MISSING",
  n: "NOT_FOUND",
};

/** A cell is where the order goes, "=" for nowhere, and the alarms. */
// biome-ignore format: a table
const MATRIX: Readonly<Record<OrderBase, readonly string[]>> = {
  //            ack      trade<       trade=      trade>       cancel      expiry     reject      replace    susp/res.    bust     timeout    not found
  INIT:        ["= x",   "= x",       "= x",      "= x o",     "= x",      "= x",     "DENIED",   "= x",     "= x",       "= x",   "=",       "="],
  DENIED:      ["NEW c", "PARTIAL l", "FILLED l", "FILLED l o", "=",       "=",       "=",        "= x",     "= x",       "= x m", "=",       "="],
  PENDING_NEW: ["NEW",   "PARTIAL",   "FILLED",   "FILLED o",  "CANCELED", "EXPIRED", "REJECTED", "NEW",     "SUSPENDED", "= x",   "UNKNOWN", "="],
  UNKNOWN:     ["NEW",   "PARTIAL",   "FILLED",   "FILLED o",  "CANCELED", "EXPIRED", "REJECTED", "NEW",     "SUSPENDED", "NEW m", "=",       "REJECTED"],
  NEW:         ["=",     "PARTIAL",   "FILLED",   "FILLED o",  "CANCELED", "EXPIRED", "REJECTED c", "NEW",   "SUSPENDED", "= x",   "=",       "= n"],
  PARTIAL:     ["=",     "=",         "FILLED",   "FILLED o",  "CANCELED", "EXPIRED", "= x",      "PARTIAL", "SUSPENDED", "NEW",   "=",       "= n"],
  FILLED:      ["=",     "= o",       "=",        "= o",       "=",        "=",       "= x",      "= x",     "=",         "NEW",   "=",       "="],
  CANCELED:    ["=",     "= l",       "FILLED l", "FILLED l o", "=",       "=",       "=",        "= x",     "= x",       "=",     "=",       "="],
  EXPIRED:     ["=",     "= l",       "FILLED l", "FILLED l o", "=",       "=",       "=",        "= x",     "= x",       "=",     "=",       "="],
  REJECTED:    ["NEW c", "PARTIAL l", "FILLED l", "FILLED l o", "=",       "=",       "=",        "= x",     "= x",       "= x m", "=",       "="],
  DFD:         ["=",     "PARTIAL l", "FILLED l", "FILLED l o", "CANCELED", "EXPIRED", "= x",     "PARTIAL", "PARTIAL",   "NEW",   "=",       "="],
  SUSPENDED:   ["=",     "PARTIAL l", "FILLED l", "FILLED l o", "CANCELED", "EXPIRED", "REJECTED", "PARTIAL", "PARTIAL",  "NEW",   "=",       "= n"],
};

const BASES = Object.keys(MATRIX) as OrderBase[];
const CELLS = BASES.flatMap((base) =>
  COLUMNS.map(([name, eventOf], index) => {
    const [next = "", ...alarms] = (MATRIX[base][index] ?? "").split(" ");
    const expected = { base: next === "=" ? base : next, alarms: alarms.map((it) => ALARMS[it]) };
    return [base, name, expected, eventOf] as const;
  }),
);

describe("TRANSITIONS", () => {
  test("has every base in the matrix, and every cell", () => {
    expect(BASES.sort()).toEqual((Object.keys(TRANSITIONS) as OrderBase[]).sort());
    expect(CELLS).toHaveLength(12 * 12);
  });

  test.each(BASES)("%s can be reached", (base) => {
    expect(orderAt(base).base).toBe(base);
  });

  test.each(CELLS)("%s and %s give %o", (base, _, expected, eventOf) => {
    const before = orderAt(base);
    const event = eventOf(before);
    const { order, alarms } = fold(before, event);
    expect({ base: order.base, alarms: alarms as AlarmKind[] }).toEqual(expected as never);
    const isNew = event.kind === "TRADE" && event.tradeId === "t2";
    const bustedLots = event.kind === "BUST" ? before.cumLots : 0;
    expect(order.cumLots).toBe(before.cumLots + (isNew ? event.lots : 0) - bustedLots);
    expect(order.paidTickLots).toBe(order.cumLots * 100);
    const isActive = !isOver(order) && order.base !== "DFD";
    expect(leavesLotsOf(order)).toBe(isActive ? Math.max(0, order.orderLots - order.cumLots) : 0);
    expect(exposedLotsOf(order)).toBe(leavesLotsOf(order));
  });

  test.each(BASES)("%s keeps every quantity through a protocol error", (base) => {
    const before = orderAt(base);
    const nonsense: OrderEvent[] = [
      trade("t2", Number.NaN),
      trade("t2", 0),
      trade("t2", -1),
      trade("t2", 0.5),
      trade("t2", 1, Number.NaN),
      replaced("Y", Number.NaN),
      { kind: "CORRECT", tradeId: "t1", lots: Number.NaN, priceTicks: 100 },
      { kind: "STATUS", status: "PARTIAL", cumLots: Number.NaN },
      { kind: "STATUS", status: "PARTIAL", cumLots: 0, orderLots: -1 },
    ];
    for (const event of nonsense) {
      expect(fold(before, event)).toEqual({ order: before, alarms: ["PROTOCOL_ERROR"] });
    }
  });

  test.each([
    ["NEW", { kind: "DONE_FOR_DAY" }, "DFD"],
    ["NEW", { kind: "RESUMED" }, "NEW"],
    ["PENDING_NEW", { kind: "RESUMED" }, "NEW"],
    ["DFD", { kind: "SUSPENDED" }, "SUSPENDED"],
    ["SUSPENDED", { kind: "SUSPENDED" }, "SUSPENDED"],
    ["FILLED", { kind: "DONE_FOR_DAY" }, "FILLED"],
    ["NEW", { kind: "SENT" }, "NEW"],
  ] as const)("%s and %o give %s, without an alarm", (base, event, next) => {
    const { order, alarms } = fold(orderAt(base), event);
    expect(order.base).toBe(next);
    expect(alarms).toEqual([]);
  });

  test("a reject by the venue of what was never sent is a protocol error", () => {
    const before = orderAt("INIT");
    const after = fold(before, { kind: "REJECTED" });
    expect(after).toEqual({ order: before, alarms: ["PROTOCOL_ERROR"] });
  });
});
