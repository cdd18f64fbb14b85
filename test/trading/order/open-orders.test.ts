/** The orders of one strategy: what works, what it may still cost, and how much is remembered. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { OpenOrders } from "../../../src/trading/order/open-orders.ts";
import { leavesLotsOf, type NewOrder, newOrder } from "../../../src/trading/order/order.ts";
import type { OrderEvent } from "../../../src/trading/order/order-event.ts";
import { trade } from "./order-kit.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

function buy(id: string, orderLots = 10): NewOrder {
  return { id, instrument: 0, side: "BUY", priceTicks: 100, orderLots };
}

describe("OpenOrders", () => {
  test("counts an order as working from the decision until it is over", () => {
    const orders = new OpenOrders();
    const works = (...events: OrderEvent[]): number => {
      for (const event of events) orders.apply("a", event);
      return orders.working;
    };
    expect(orders.add(buy("a"))).toBe(true);
    expect(orders.working).toBe(1);
    expect(works({ kind: "SENT" }, { kind: "TIMEOUT" })).toBe(1);
    expect(works({ kind: "ACK" }, { kind: "CANCEL_REQUESTED" })).toBe(1);
    expect(works(trade("t1", 4))).toBe(1);
    expect(works({ kind: "CANCELED" })).toBe(0);
    expect([...orders.open]).toEqual([]);
  });

  test("says what an event did to the position, sells negative", () => {
    const orders = new OpenOrders();
    orders.add(buy("a"));
    orders.add({ ...buy("b"), side: "SELL" });
    expect(orders.apply("a", trade("t1", 4))?.positionLots).toBe(4);
    expect(orders.apply("a", trade("t1", 4))?.positionLots).toBe(0);
    expect(orders.apply("b", trade("t1", 3))?.positionLots).toBe(-3);
    expect(orders.apply("a", { kind: "BUST", tradeId: "t1" })?.positionLots).toBe(-4);
    expect(orders.apply("b", { kind: "BUST", tradeId: "t1" })?.positionLots).toBe(3);
  });

  test("S47: one trade id at two orders is two trades", () => {
    const orders = new OpenOrders();
    orders.add(buy("a"));
    orders.add({ ...buy("b"), instrument: 1 });
    expect(orders.apply("a", trade("t1", 4))?.positionLots).toBe(4);
    expect(orders.apply("b", trade("t1", 4))?.positionLots).toBe(4);
  });

  test("exposes unknown orders in full, by side and instrument", () => {
    const orders = new OpenOrders();
    orders.add(buy("a", 10));
    orders.add(buy("b", 5));
    orders.add({ ...buy("c", 7), side: "SELL" });
    orders.add({ ...buy("d", 9), instrument: 1 });
    orders.apply("a", { kind: "SENT" });
    orders.apply("a", { kind: "TIMEOUT" });
    orders.apply("b", { kind: "SENT" });
    orders.apply("b", trade("t1", 2));
    expect(orders.exposedLots(0, "BUY")).toBe(13);
    expect(orders.exposedLots(0, "SELL")).toBe(7);
    expect(orders.exposedLots(1, "BUY")).toBe(9);
    expect([orders.workingOf(0), orders.workingOf(1), orders.workingOf(2)]).toEqual([3, 1, 0]);
    orders.apply("a", { kind: "NOT_FOUND_PROVEN" });
    expect(orders.exposedLots(0, "BUY")).toBe(3);
    orders.apply("b", { kind: "STATUS", status: "CANCELED", cumLots: 3 });
    expect(orders.exposedLots(0, "BUY")).toBe(1);
    orders.apply("b", trade("t2", 1));
    expect(orders.exposedLots(0, "BUY")).toBe(0);
  });

  test("takes no order beyond its bound, and none twice", () => {
    const orders = new OpenOrders({ openMax: 2 });
    expect([orders.add(buy("a")), orders.add(buy("b")), orders.add(buy("c"))]).toEqual([
      true,
      true,
      false,
    ]);
    expect(orders.get("c")).toBeUndefined();
    expect(() => orders.add(buy("a"))).toThrow("Invariant: an order id is used once");
  });

  test("forgets those that are over, oldest first, and no other", () => {
    const orders = new OpenOrders({ overMax: 2 });
    for (const id of ["a", "b", "c", "open"]) orders.add(buy(id));
    for (const id of ["b", "a", "c"]) orders.apply(id, { kind: "REJECTED", isLocal: true });
    expect(orders.get("b")).toBeUndefined();
    expect(orders.apply("b", { kind: "ACK" })).toBeNull();
    expect([orders.get("a")?.base, orders.get("open")?.base]).toEqual(["DENIED", "INIT"]);
  });

  test("applies a late fill of an order that is over, and opens what the venue revives", () => {
    const orders = new OpenOrders();
    orders.add(buy("a"));
    for (const kind of ["SENT", "REJECTED"] as const) orders.apply("a", { kind });
    expect(orders.working).toBe(0);
    const late = orders.apply("a", trade("t1", 4));
    expect(late?.alarms.map((alarm) => alarm.kind)).toEqual(["LATE_FILL"]);
    expect([late?.positionLots, orders.working]).toEqual([4, 1]);
  });

  test("adopts what an earlier life left, and fills it when the rest is traded", () => {
    const orders = new OpenOrders({ openMax: 2 });
    expect(orders.adopt(buy("a"), 4)).toBe(true);
    expect(orders.adopt(buy("b"), 0)).toBe(true);
    expect(orders.adopt(buy("c"), 0)).toBe(false);
    expect([orders.get("a")?.base, orders.get("b")?.base]).toEqual(["PARTIAL", "NEW"]);
    expect(orders.exposedLots(0, "BUY")).toBe(16);
    expect(orders.apply("a", trade("t1", 6))).toMatchObject({ positionLots: 6, alarms: [] });
    expect([orders.get("a")?.base, orders.working]).toEqual(["FILLED", 1]);
  });

  test.each([-1, 0.5, 10, 11, Number.NaN])(
    "adopts no order of which %d of 10 is filled",
    (lots) => {
      expect(() => new OpenOrders().adopt(buy("a"), lots)).toThrow("Invariant: an adopted order");
    },
  );

  test("forgets on request what could not be sent", () => {
    const orders = new OpenOrders();
    orders.add(buy("a"));
    orders.forget("a");
    expect([orders.working, orders.get("a")]).toEqual([0, undefined]);
  });

  function randomEvent(prng: Prng, tradeId: string): OrderEvent {
    const kind = prng.pick(["SENT", "ACK", "TIMEOUT", "CANCEL_REQUESTED", "TRADE", "TRADE"]);
    return kind === "TRADE" ? trade(tradeId, prng.between(1, 3)) : { kind };
  }

  test(`position and exposure never lose a lot of an order that is not over (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 100; round += 1) {
      const orders = new OpenOrders();
      let position = 0;
      for (let id = 0; id < 10; id += 1) orders.add(buy(`o${id}`, 10));
      for (let step = 0; step < 100; step += 1) {
        const id = `o${prng.between(0, 9)}`;
        if (leavesLotsOf(orders.get(id) ?? newOrder(buy("none"))) < 3) continue;
        position += orders.apply(id, randomEvent(prng, `t${step}`))?.positionLots ?? 0;
        expect(position + orders.exposedLots(0, "BUY")).toBe(100);
      }
      expect(position).toBeGreaterThan(0);
    }
  });
});
