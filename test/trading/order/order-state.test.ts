/** The life of an order, as scenarios: quantities are those of FIX 4.4, appendix D. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import {
  averageTicksOf,
  exposedLotsOf,
  isCancelDue,
  isOver,
  leavesLotsOf,
  newOrder,
  type Order,
  overfillLotsOf,
} from "../../../src/trading/order/order.ts";
import type { Applied, OrderEvent, StatusEvent } from "../../../src/trading/order/order-event.ts";
import { FILLS_MAX } from "../../../src/trading/order/order-fills.ts";
import { applyOrderEvent } from "../../../src/trading/order/order-state.ts";
import { statusOf } from "../../../src/trading/order/order-status.ts";
import { ask, fold, LOTS, orderAt, replaced, trade } from "./order-kit.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const cancelAsked: OrderEvent = { kind: "CANCEL_REQUESTED" };
const tooLate: OrderEvent = { kind: "CANCEL_REJECTED", because: "TOO_LATE" };
const unknownOrder: OrderEvent = { kind: "CANCEL_REJECTED", because: "UNKNOWN_ORDER" };

/** An order as FIX writes it down: status, then filled and left. */
const shown = (order: Order): string =>
  `${statusOf(order)} ${order.cumLots}/${leavesLotsOf(order)}`;

/** What each event in turn makes of the order. */
function life(order: Order, ...events: readonly OrderEvent[]): string[] {
  return events.map((_, index) => shown(fold(order, ...events.slice(0, index + 1)).order));
}

function status(name: StatusEvent["status"], cumLots: number): OrderEvent {
  return { kind: "STATUS", status: name, cumLots };
}

describe("applyOrderEvent", () => {
  test("S01: fills add up, and their average is exact", () => {
    const events = [trade("a", 2_000, 100), trade("b", 1_000, 103), trade("c", 7_000, 99)];
    expect(life(orderAt("NEW"), ...events)).toEqual([
      "PARTIAL 2000/8000",
      "PARTIAL 3000/7000",
      "FILLED 10000/0",
    ]);
    const { order } = fold(orderAt("NEW"), ...events);
    expect(order.paidTickLots).toBe(996_000);
    expect(averageTicksOf(order)).toBe(99.6);
  });

  test("S03: an order done for the day counts no more, and a fill the next day is applied", () => {
    const { order } = fold(orderAt("NEW"), trade("a", 2_000), { kind: "DONE_FOR_DAY" });
    expect([shown(order), exposedLotsOf(order)]).toEqual(["DFD 2000/0", 0]);
    const next = fold(order, trade("b", 1_000));
    expect([shown(next.order), next.alarms]).toEqual(["PARTIAL 3000/7000", ["LATE_FILL"]]);
  });

  test("S05: a fill told twice, in whatever order, counts once", () => {
    const fills = [trade("t1", 2_000), trade("t2", 1_000)];
    const clean = fold(orderAt("NEW"), ...fills);
    expect(fold(orderAt("NEW"), ...fills, ...fills.toReversed())).toEqual(clean);
  });

  test("S07: a rejected cancel leaves the order as it is", () => {
    expect(life(orderAt("NEW"), cancelAsked, tooLate)).toEqual([
      "PENDING_CANCEL 0/10000",
      "NEW 0/10000",
    ]);
    expect(fold(orderAt("NEW"), cancelAsked, tooLate)).toEqual({
      order: orderAt("NEW"),
      alarms: [],
    });
  });

  test("S09: a cancel that comes after the last fill is rejected, and the order is filled", () => {
    const events = [trade("a", 5_000), cancelAsked, trade("b", 5_000), tooLate];
    expect(life(orderAt("NEW"), ...events)).toEqual([
      "PARTIAL 5000/5000",
      "PENDING_CANCEL 5000/5000",
      "PENDING_CANCEL 10000/0",
      "FILLED 10000/0",
    ]);
    expect(fold(orderAt("NEW"), ...events).alarms).toEqual([]);
  });

  test("S11: that a venue knows no such order yet proves nothing, and the cancel is due again", () => {
    const { order } = fold(orderAt("PENDING_NEW"), cancelAsked, unknownOrder);
    expect([shown(order), isOver(order), isCancelDue(order)]).toEqual([
      "UNKNOWN 0/10000",
      false,
      false,
    ]);
    const acked = fold(order, { kind: "ACK" });
    expect([shown(acked.order), isCancelDue(acked.order)]).toEqual(["NEW 0/10000", true]);
    expect(isCancelDue(fold(acked.order, cancelAsked).order)).toBe(false);
    expect(isCancelDue(fold(acked.order, cancelAsked, tooLate).order)).toBe(false);
  });

  test("S13: a late fill of a cancelled order counts, and does not open it", () => {
    const { order } = fold(orderAt("NEW"), trade("a", 5_000), { kind: "CANCELED" });
    const late = fold(order, trade("b", 2_000));
    expect([shown(late.order), late.alarms]).toEqual(["CANCELED 7000/0", ["LATE_FILL"]]);
    expect(fold(late.order, cancelAsked).order).toEqual(late.order);
  });

  test("S15: a cancel that nobody asked for keeps its reason", () => {
    const events: OrderEvent[] = [trade("a", 1_000), { kind: "CANCELED", reason: "STP" }];
    const { order, alarms } = fold(orderAt("NEW"), ...events);
    expect([shown(order), order.reason, alarms]).toEqual(["CANCELED 1000/0", "STP", []]);
    expect(fold(order, { kind: "EXPIRED", reason: "later" }).order.reason).toBe("STP");
  });

  test("S17: fills that only a report tells of count against the limits until they are here", () => {
    const asked = fold(orderAt("NEW"), cancelAsked, status("CANCELED", 300));
    expect([shown(asked.order), asked.alarms]).toEqual(["CANCELED 0/0", ["FILLS_MISSING"]]);
    expect(exposedLotsOf(asked.order)).toBe(300);
    const fetched = fold(asked.order, trade("a", 300));
    expect([shown(fetched.order), fetched.alarms]).toEqual(["CANCELED 300/0", []]);
    expect(exposedLotsOf(fetched.order)).toBe(0);
  });

  test("S37: an order found filled is filled, and its fills count once when they come", () => {
    const found = fold(orderAt("UNKNOWN"), status("FILLED", LOTS));
    expect([shown(found.order), exposedLotsOf(found.order)]).toEqual(["FILLED 0/0", LOTS]);
    const fetched = fold(found.order, trade("a", 4_000), trade("b", 6_000));
    expect([shown(fetched.order), fetched.alarms]).toEqual(["FILLED 10000/0", []]);
    expect(exposedLotsOf(fetched.order)).toBe(0);
  });

  test("S45: of two trades with one id, the first is kept", () => {
    const { order, alarms } = fold(orderAt("NEW"), trade("a", 1_000, 100), trade("a", 1_000, 101));
    expect([order.cumLots, averageTicksOf(order), alarms]).toEqual([1_000, 100, ["DATA_CONFLICT"]]);
  });

  test("S49: a stale report takes nothing back", () => {
    const { order } = fold(orderAt("NEW"), trade("a", 5_000));
    const stale = fold(order, status("PARTIAL", 2_000));
    expect([shown(stale.order), stale.alarms]).toEqual(["PARTIAL 5000/5000", []]);
  });

  test("S51: a corrected and a busted trade restate cost, quantity and status", () => {
    const filled = fold(orderAt("NEW"), trade("a", 7_000, 100), trade("b", 3_000, 100)).order;
    const dearer: OrderEvent = { kind: "CORRECT", tradeId: "a", lots: 7_000, priceTicks: 101 };
    const corrected = fold(filled, dearer);
    expect([shown(corrected.order), corrected.alarms]).toEqual(["FILLED 10000/0", []]);
    expect(averageTicksOf(corrected.order)).toBe(100.7);
    const bust = { kind: "BUST", tradeId: "b" } as const;
    const busted = fold(corrected.order, bust);
    expect([shown(busted.order), busted.alarms]).toEqual(["PARTIAL 7000/3000", []]);
    expect(averageTicksOf(busted.order)).toBe(101);
    expect(fold(busted.order, bust, trade("b", 3_000, 100))).toEqual(busted.order && busted);
    const ended = fold(corrected.order, { ...bust, isLive: false });
    expect(shown(ended.order)).toBe("CANCELED 7000/0");
  });

  test("a bust that comes before its trade is not undone by it", () => {
    const { order } = fold(orderAt("PARTIAL"), { kind: "BUST", tradeId: "b" }, trade("b", 500));
    expect(order.cumLots).toBe(4_000);
  });

  test.each(["CANCELED", "EXPIRED"] as const)(
    "S53: an order that was never hit may end %s, without an alarm",
    (kind) => {
      const { order, alarms } = fold(orderAt("NEW"), { kind });
      expect([shown(order), alarms]).toEqual([`${kind} 0/0`, []]);
    },
  );

  test("S57: a suspended order may be cancelled, and a resumed one is what it was", () => {
    const suspended = orderAt("SUSPENDED");
    expect(life(suspended, cancelAsked, { kind: "CANCELED" })).toEqual([
      "PENDING_CANCEL 4000/6000",
      "CANCELED 4000/0",
    ]);
    expect(life(suspended, { kind: "RESUMED" })).toEqual(["PARTIAL 4000/6000"]);
  });

  test("a report is never a trade", () => {
    const { order, alarms } = fold(orderAt("NEW"), status("PARTIAL", 3_000));
    expect([order.cumLots, exposedLotsOf(order), alarms]).toEqual([0, LOTS, ["FILLS_MISSING"]]);
  });

  test("a stale report takes nothing back of an earlier one", () => {
    const reports = [status("PARTIAL", 3_000), status("PARTIAL", 2_000)];
    const { order } = fold(orderAt("NEW"), ...reports, { kind: "CANCELED" });
    expect(exposedLotsOf(order)).toBe(3_000);
  });

  test("a fill that revives a rejected order is never expected", () => {
    const reported = fold(orderAt("UNKNOWN"), status("PARTIAL", 300), { kind: "CANCELED" });
    expect(fold(reported.order, trade("a", 300)).alarms).toEqual([]);
    const rejected = { ...orderAt("REJECTED"), reportedLots: 300 };
    const revived = fold(rejected, trade("a", 300));
    expect([revived.order.base, revived.alarms]).toEqual(["PARTIAL", ["LATE_FILL"]]);
  });

  test("remembers a bounded number of fills, and counts them all", () => {
    const trades = Array.from({ length: FILLS_MAX + 10 }, (_, index) => trade(`t${index}`, 1));
    const { order } = fold(orderAt("NEW"), ...trades);
    expect([order.fills.length, order.cumLots]).toEqual([FILLS_MAX, FILLS_MAX + 10]);
    expect(order.fills[0]?.tradeId).toBe("t10");
  });

  test("overfills are counted in full", () => {
    const { order } = fold(orderAt("NEW"), trade("a", LOTS + 200));
    expect([order.cumLots, overfillLotsOf(order), exposedLotsOf(order)]).toEqual([10_200, 200, 0]);
  });

  test("a sum beyond 2^53 throws rather than round", () => {
    expect(() => fold(orderAt("NEW"), trade("a", 2 ** 27, 2 ** 27))).toThrow("exact arithmetic");
  });
});

describe("replace", () => {
  test("S19: an accepted replace changes quantity and id", () => {
    const { order } = fold(orderAt("NEW"), ask("Y", 11_000));
    expect([shown(order), exposedLotsOf(order)]).toEqual(["PENDING_REPLACE 0/10000", 11_000]);
    const done = fold(order, replaced("Y", 11_000)).order;
    expect([shown(done), done.chain, done.id]).toEqual(["NEW 0/11000", ["X", "Y"], "X"]);
  });

  test("S21: a filled order opens again only when the venue declares it", () => {
    const denied = fold(orderAt("FILLED"), replaced("Y", 12_000));
    expect([shown(denied.order), denied.alarms]).toEqual(["FILLED 10000/0", ["PROTOCOL_ERROR"]]);
    const declared = { ...replaced("Y", 12_000), reopens: true } as OrderEvent;
    const reopened = fold(orderAt("FILLED"), declared);
    expect([shown(reopened.order), reopened.alarms]).toEqual(["PARTIAL 10000/2000", []]);
  });

  test("S23: fills cross a replace", () => {
    const start = fold(orderAt("NEW"), trade("a", 1_000)).order;
    const events = [
      trade("b", 500),
      ask("Y", 8_000),
      trade("c", 100),
      replaced("Y", 8_000),
      trade("d", 6_400),
    ];
    expect(life(start, ...events)).toEqual([
      "PARTIAL 1500/8500",
      "PENDING_REPLACE 1500/8500",
      "PENDING_REPLACE 1600/8400",
      "PARTIAL 1600/6400",
      "FILLED 8000/0",
    ]);
  });

  test("S25: a replace below what is filled is amended to it", () => {
    const events = [ask("Y", 7_000), trade("a", 8_000), replaced("Y", 7_000)];
    const { order, alarms } = fold(orderAt("NEW"), ...events);
    expect([shown(order), order.orderLots, alarms]).toEqual(["FILLED 8000/0", 8_000, []]);
  });

  test("S27: two replaces under way are answered one by one", () => {
    const start = fold(orderAt("NEW"), trade("a", 1_000)).order;
    const events = [
      ask("Y", 8_000),
      ask("Z", 7_000),
      replaced("Y", 8_000),
      replaced("Z", 7_000),
      trade("b", 6_000),
    ];
    expect(life(start, ...events).slice(2)).toEqual([
      "PENDING_REPLACE 1000/7000",
      "PARTIAL 1000/6000",
      "FILLED 7000/0",
    ]);
    expect(fold(start, ...events).order.chain).toEqual(["X", "Y", "Z"]);
  });

  test("many replaces in a row are remembered up to a bound, and never more are under way", () => {
    const rows = Array.from({ length: 70 }, (_, index) => replaced(`r${index}`, LOTS + index));
    const { order } = fold(orderAt("NEW"), ...rows);
    expect([order.chain.length, order.chain.at(-1), order.id]).toEqual([64, "r69", "X"]);
    const asked = Array.from({ length: 65 }, (_, index) => ask(`r${index}`, LOTS));
    expect(() => fold(orderAt("NEW"), ...asked)).toThrow("Invariant: replaces under way");
  });

  test("S29: a rejected replace leaves no trace, and the next follows the first id", () => {
    const start = fold(orderAt("NEW"), trade("a", 1_000)).order;
    const events: OrderEvent[] = [
      ask("Y", 8_000),
      { kind: "REPLACE_REJECTED", id: "Y" },
      trade("b", 2_500),
      ask("Z", 6_000),
      replaced("Z", 6_000),
      trade("c", 1_500),
    ];
    expect(life(start, ...events).slice(-2)).toEqual(["PARTIAL 3500/2500", "PARTIAL 5000/1000"]);
    expect(fold(start, ...events).order.chain).toEqual(["X", "Z"]);
  });
});

describe("random lives", () => {
  const KINDS = ["ACK", "CANCELED", "EXPIRED", "REJECTED", "SUSPENDED", "RESUMED", "TIMEOUT"];
  const PLAIN = [...KINDS, "SENT", "NOT_FOUND_PROVEN", "DONE_FOR_DAY", "CANCEL_REQUESTED"];

  function randomEvent(prng: Prng): OrderEvent {
    const tradeId = `t${prng.between(0, 6)}`;
    const [lots, priceTicks] = [prng.between(1, 4_000), prng.between(90, 110)];
    switch (prng.between(0, 7)) {
      case 0:
      case 1:
        return trade(tradeId, lots, priceTicks);
      case 2:
        return { kind: "BUST", tradeId };
      case 3:
        return { kind: "CORRECT", tradeId, lots, priceTicks };
      case 4:
        return status(prng.pick(["NEW", "PARTIAL", "FILLED", "CANCELED"]), prng.between(0, LOTS));
      case 5:
        return prng.pick([tooLate, unknownOrder, ask("Y", lots), replaced("Y", lots)]);
      default:
        return { kind: prng.pick(PLAIN) } as OrderEvent;
    }
  }

  /** What must hold of any order after any event. */
  function checkStep(before: Order, { kind }: OrderEvent, { order, alarms }: Applied): void {
    const { fills, base } = order;
    expect(order.cumLots).toBe(fills.reduce((sum, fill) => sum + fill.lots, 0));
    const paid = fills.reduce((sum, fill) => sum + fill.lots * fill.priceTicks, 0);
    expect(order.paidTickLots).toBe(paid);
    expect(new Set(fills.map((fill) => fill.tradeId)).size).toBe(fills.length);
    const isFill = kind === "TRADE" || kind === "BUST" || kind === "CORRECT";
    expect(order.cumLots === before.cumLots || isFill).toBe(true);
    expect(base === "NEW" && order.cumLots > 0).toBe(false);
    expect(base === "PARTIAL" && leavesLotsOf(order) === 0).toBe(false);
    expect(exposedLotsOf(order)).toBeGreaterThanOrEqual(leavesLotsOf(order));
    const isRevived = isOver(before) && !isOver(order);
    const isRestated = kind === "BUST" || kind === "CORRECT";
    expect(isRevived && !isRestated && alarms.length === 0).toBe(false);
  }

  test(`fills and cost add up whatever happens, and nothing throws (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 500; round += 1) {
      let order = newOrder({ id: "X", instrument: 0, side: "BUY", priceTicks: 1, orderLots: LOTS });
      for (let step = 0; step < 30; step += 1) {
        const event = randomEvent(prng);
        const { order: next, alarms } = applyOrderEvent(order, event);
        checkStep(order, event, { order: next, alarms });
        order = next;
      }
    }
  });

  test(`trades in any order and any number of times give the same order (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 300; round += 1) {
      const trades = Array.from({ length: 5 }, (_, index) =>
        trade(`t${index}`, prng.between(1, 3_000), prng.between(90, 110)),
      );
      const told = [...trades, ...trades, ...trades].sort(() => prng.unit() - 0.5);
      const sum = ({ base, cumLots, paidTickLots }: Order) => ({ base, cumLots, paidTickLots });
      const heard = fold(orderAt("NEW"), ...told).order;
      expect(sum(heard)).toEqual(sum(fold(orderAt("NEW"), ...trades).order));
    }
  });
});
