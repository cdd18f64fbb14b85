/** Replace, amend and styles as a strategy asks for them, and why something was not said. */
import { describe, expect, test } from "bun:test";
import { StrategyDesk } from "../../../src/desk/strategy/strategy-desk.ts";
import { eventOf, STRATEGY, StrategyWorld } from "./strategy-kit.ts";

/** A desk with one order of 10 lots to buy at 100, at work. */
function working() {
  const world = new StrategyWorld();
  const desk = new StrategyDesk(world.ctx);
  const made = { world, desk, ...desk.of(0) };
  const id = String(made.orders.buy(10, 100));
  desk.event(eventOf(id, { kind: "ACK" }));
  return { ...made, id };
}

const REFUSED = {
  reason: "POSITION",
  ...{ instrument: 0, strategy: STRATEGY, limit: 1, value: 2, name: "" },
} as const;

describe("orders.replace", () => {
  test("says one intent under a new id, with what differs and the rest of the old order", () => {
    const { world, orders, desk, id } = working();
    desk.event(
      eventOf(id, { kind: "FILL", deltaLots: 4, cumLots: 4, leavesLots: 6, tradeId: "1" }),
    );
    const newId = orders.replace(id, { priceTicks: 99 });
    expect(newId).not.toBe(0);
    expect(String(newId) > id).toBe(true);
    expect(world.intents.at(-1)).toMatchObject({
      ...{ action: "REPLACE", replaces: id, orderId: newId, side: "BUY", style: "GTC" },
      ...{ priceTicks: 99, lots: 6, validUntil: world.nowNs + 250e6 },
    });
    expect(orders.open).toMatchObject([
      { orderId: id, status: "PENDING_REPLACE", leavesLots: 6 },
      { orderId: String(newId), priceTicks: 99, leavesLots: 6 },
    ]);
  });

  test("until it is answered no second one is said, and a cancel is", () => {
    const { world, orders, id } = working();
    orders.replace(id, { priceTicks: 99 });
    expect(orders.replace(id, { priceTicks: 98 })).toBe(0);
    expect(orders.unsaid).toBe("request under way");
    expect(orders.amend(id, 5)).toBe(false);
    expect(orders.cancel(id)).toBe(true);
    expect(world.intents.map(({ action }) => action)).toEqual(["NEW", "REPLACE", "CANCEL"]);
  });

  test("once done, the old order is over and the new one works", () => {
    const { orders, desk, id } = working();
    const newId = String(orders.replace(id, { priceTicks: 99 }));
    desk.event(eventOf(newId, { kind: "SENT" }));
    desk.event(eventOf(id, { kind: "CANCELED", leavesLots: 0 }));
    desk.event(eventOf(newId, { kind: "ACK" }));
    expect(orders.open).toMatchObject([{ orderId: newId, status: "NEW" }]);
    expect(orders.replace(newId, { lots: 3 })).not.toBe(0);
  });

  test.each([
    [
      "the gate",
      (desk: StrategyDesk, orderId: string) =>
        desk.refused({ ...REFUSED, action: "REPLACE", orderId }),
    ],
    [
      "the last look",
      (desk: StrategyDesk, id: string) =>
        desk.event(eventOf(id, { kind: "REJECTED", sentAt: Number.NaN, leavesLots: 0 })),
    ],
    [
      "the venue",
      (desk: StrategyDesk, id: string) =>
        desk.event(eventOf(id, { kind: "REJECTED", leavesLots: 0 })),
    ],
  ])("refused by %s leaves the old order working, to be replaced again", (_who, refuse) => {
    const { world, orders, desk, id } = working();
    refuse(desk, String(orders.replace(id, { priceTicks: 99 })));
    expect(orders.open).toMatchObject([{ orderId: id, status: "NEW" }]);
    world.nowNs += 200e6;
    expect(orders.replace(id, { priceTicks: 98 })).not.toBe(0);
  });

  test("of an order that is unknown, on its way or over is not said", () => {
    const { world, desk, orders, id } = working();
    const sent = String(orders.buy(1, 100));
    desk.event(eventOf(id, { kind: "CANCELED", leavesLots: 0 }));
    for (const one of ["o-none", sent, id]) {
      expect(orders.replace(one, { priceTicks: 99 })).toBe(0);
      expect(orders.unsaid).toBe("not working");
      expect(orders.amend(one, 1)).toBe(false);
    }
    expect(world.intents).toHaveLength(2);
  });

  test("asked of an actor that restarted may be asked for again", () => {
    const { desk, orders, id } = working();
    orders.replace(id, { priceTicks: 99 });
    desk.peerRestarted();
    expect(orders.replace(id, { priceTicks: 98 })).not.toBe(0);
  });
});

describe("orders.amend", () => {
  test("says what the order is to have in all, and the venue's word makes it so", () => {
    const { world, desk, orders, id } = working();
    expect(orders.amend(id, 6)).toBe(true);
    expect(world.intents.at(-1)).toMatchObject({
      action: "AMEND",
      orderId: id,
      lots: 6,
      replaces: "",
    });
    expect(orders.open).toMatchObject([{ leavesLots: 10, status: "PENDING_REPLACE" }]);
    desk.event(eventOf(id, { kind: "AMENDED", orderLots: 6, leavesLots: 6 }));
    expect(orders.open).toMatchObject([{ orderId: id, leavesLots: 6, status: "NEW" }]);
  });

  test.each([
    [
      "the gate",
      (desk: StrategyDesk, orderId: string) =>
        desk.refused({ ...REFUSED, action: "AMEND", orderId }),
    ],
    [
      "the gateway",
      (desk: StrategyDesk, id: string) => desk.event(eventOf(id, { kind: "AMEND_REJECTED" })),
    ],
  ])("refused by %s leaves the order as it was", (_who, refuse) => {
    const { desk, orders, id } = working();
    orders.amend(id, 6);
    refuse(desk, id);
    expect(orders.open).toMatchObject([{ orderId: id, leavesLots: 10, status: "NEW" }]);
    expect(orders.amend(id, 5)).toBe(true);
  });

  test.each([
    [10, "not smaller"],
    [11, "not smaller"],
    [4, "not smaller"],
    [5.5, "bad lots"],
    [Number.NaN, "bad lots"],
  ])("to %d lots of 10 with 4 filled is not said: %s", (lots, reason) => {
    const { desk, orders, id } = working();
    desk.event(
      eventOf(id, { kind: "FILL", deltaLots: 4, cumLots: 4, leavesLots: 6, tradeId: "1" }),
    );
    expect(orders.amend(id, lots)).toBe(false);
    expect(orders.unsaid).toBe(reason as never);
  });
});

describe("what a strategy cannot say", () => {
  test.each([
    [0, 100, "bad lots"],
    [1.5, 100, "bad lots"],
    [Number.NaN, 100, "bad lots"],
    [1, 100.5, "bad price"],
    [1, Number.NaN, "bad price"],
    [1, -1, "bad price"],
  ])(
    "%d lots at %d is no order: it is counted, told why, and logged once a second",
    (lots, price, why) => {
      const { world, orders } = working();
      for (let at = 0; at < 3; at += 1) expect(orders.buy(lots, price)).toBe(0);
      expect(orders.unsaid).toBe(why as never);
      expect(world.counted).toEqual(Array(3).fill("strategy:badOrders"));
      expect(world.logs).toEqual([
        `an order was not said: ${lots} lots at ${price} ticks: both must be positive integers`,
      ]);
      world.nowNs += 1e9;
      orders.sell(lots, price);
      expect(world.logs).toHaveLength(2);
      expect(orders.sell(1, 100)).not.toBe(0);
      expect(orders.unsaid).toBeNull();
    },
  );

  test("why nothing could be said is told: nobody is there, or the topic is full", () => {
    const { world, orders } = working();
    world.hasRoom = false;
    expect([orders.buy(1, 100), orders.unsaid]).toEqual([0, "no room"]);
    world.hasRoom = true;
    world.notReady.add("risk");
    expect([orders.buy(1, 100), orders.unsaid]).toEqual([0, "paused"]);
  });

  test("a style goes with its order", () => {
    const { world, orders } = working();
    orders.sell(1, 101, { style: "POST_ONLY" });
    expect(world.intents.at(-1)).toMatchObject({ side: "SELL", style: "POST_ONLY" });
  });
});
