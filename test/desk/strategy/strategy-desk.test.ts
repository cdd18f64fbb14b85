/** What the runtime knows for a strategy: orders, market and position. */
import { describe, expect, test } from "bun:test";
import { StrategyDesk } from "../../../src/desk/strategy/strategy-desk.ts";
import { ETH, eventOf, FACTS, STRATEGY, StrategyWorld, slotOf } from "./strategy-kit.ts";

function deskOf(world = new StrategyWorld()) {
  const desk = new StrategyDesk(world.ctx);
  return { world, desk, ...desk.of(0) };
}

/** A desk with one order of 10 lots to buy at 100. */
function withOrder() {
  const made = deskOf();
  return { ...made, id: String(made.orders.buy(10, 100)) };
}

const REFUSED = {
  action: "NEW",
  reason: "POSITION",
  instrument: 0,
  strategy: STRATEGY,
  limit: 1,
  value: 2,
  name: "",
} as const;

describe("StrategyDesk: what becomes of an order", () => {
  test("sent, acknowledged, filled in parts: it works until nothing is left", () => {
    const { desk, orders, id } = withOrder();
    expect(orders.open).toMatchObject([{ orderId: id, side: "BUY", leavesLots: 10 }]);
    desk.event(eventOf(id, { kind: "SENT" }));
    desk.event(eventOf(id, { kind: "ACK" }));
    const fill = { kind: "FILL", priceTicks: 100 } as const;
    desk.event(eventOf(id, { ...fill, deltaLots: 4, cumLots: 4, leavesLots: 6, tradeId: "1" }));
    expect(orders.open).toMatchObject([{ orderId: id, leavesLots: 6 }]);
    desk.event(eventOf(id, { ...fill, deltaLots: 6, cumLots: 10, leavesLots: 0, tradeId: "2" }));
    expect(orders.working).toBe(0);
    expect(orders.open).toEqual([]);
  });

  test("a fill that is told twice counts once", () => {
    const { desk, orders, id } = withOrder();
    const fill = eventOf(id, { kind: "FILL", deltaLots: 4, cumLots: 4, tradeId: "1" });
    desk.event(eventOf(id, { kind: "ACK" }));
    desk.event(fill);
    desk.event(fill);
    expect(orders.open).toMatchObject([{ leavesLots: 6 }]);
  });

  test("UNKNOWN ends nothing: it works on, and only the venue or a proof ends it", () => {
    const { desk, orders, id } = withOrder();
    desk.event(eventOf(id, { kind: "SENT" }));
    desk.event(eventOf(id, { kind: "UNKNOWN" }));
    expect(orders.open).toMatchObject([{ orderId: id, leavesLots: 10 }]);
    desk.event(eventOf(id, { kind: "REJECTED", leavesLots: 0, reason: "not placed" }));
    expect(orders.working).toBe(0);
  });

  test.each(["CANCELED", "EXPIRED", "REJECTED"] as const)("%s ends it", (kind) => {
    const { desk, orders, id } = withOrder();
    desk.event(eventOf(id, { kind: "ACK" }));
    desk.event(eventOf(id, { kind, leavesLots: 0 }));
    expect(orders.working).toBe(0);
  });

  test.each(["EXPIRED", "REJECTED"] as const)(
    "%s at the last look, never sent, ends it",
    (kind) => {
      const { desk, orders, id } = withOrder();
      desk.event(eventOf(id, { kind, sentAt: Number.NaN, leavesLots: 0, reason: "too late" }));
      expect(orders.working).toBe(0);
    },
  );

  test("a refusal ends it, and holds the next one back for a moment", () => {
    const { world, desk, orders, id } = withOrder();
    desk.refused({ ...REFUSED, orderId: id });
    expect(orders.working).toBe(0);
    expect(orders.buy(10, 100)).toBe(0);
    world.nowNs += 100e6;
    expect(orders.buy(10, 100)).not.toBe(0);
  });

  test("a refused cancel leaves it working, and may be asked for again", () => {
    const { world, desk, orders, id } = withOrder();
    desk.event(eventOf(id, { kind: "ACK" }));
    orders.cancel(id);
    desk.refused({ ...REFUSED, action: "CANCEL", orderId: id });
    expect(orders.working).toBe(1);
    orders.cancelAll();
    expect(world.intents.filter(({ action }) => action === "CANCEL")).toHaveLength(2);
  });

  test("a cancel that was with an actor that restarted may be asked for again", () => {
    const { world, desk, orders, id } = withOrder();
    desk.event(eventOf(id, { kind: "ACK" }));
    orders.cancel(id);
    orders.cancel(id);
    desk.peerRestarted();
    orders.cancel(id);
    expect(world.intents.filter(({ action }) => action === "CANCEL")).toHaveLength(2);
  });
});

describe("StrategyDesk.reconcile", () => {
  test("an order that no board has twice, and that cannot leave any more, is over", () => {
    const { world, desk, orders } = withOrder();
    world.nowNs += 250e6;
    desk.reconcile();
    desk.reconcile();
    // It may still be on its way to a refusal.
    expect(orders.working).toBe(1);
    world.nowNs += 1e9 + 1;
    desk.reconcile();
    expect(orders.working).toBe(1);
    desk.reconcile();
    expect(orders.working).toBe(0);
    expect(world.logs).toHaveLength(1);
  });

  test("an order that is on its board stays, and being missed once is forgotten", () => {
    const { world, desk, orders, id } = withOrder();
    desk.event(eventOf(id, { kind: "ACK" }));
    desk.reconcile();
    world.orders.push(slotOf(id));
    desk.reconcile();
    world.orders.length = 0;
    desk.reconcile();
    expect(orders.working).toBe(1);
    desk.reconcile();
    expect(orders.working).toBe(0);
  });

  test("a slot that is free again keeps no order open", () => {
    const { world, desk, orders, id } = withOrder();
    desk.event(eventOf(id, { kind: "ACK" }));
    world.orders.push(slotOf(id, { state: "FREE" }));
    desk.reconcile();
    desk.reconcile();
    expect(orders.working).toBe(0);
  });
});

describe("StrategyDesk: what an earlier life left", () => {
  test("open orders of the boards are its own, with what was filled of them", () => {
    const world = new StrategyWorld(2);
    world.orders.push(slotOf("o1", { cumLots: 4 }), slotOf("o2", { strategy: 9 }));
    world.orders.push(slotOf("o3", { state: "FREE", cumLots: 10 }));
    const { orders } = deskOf(world);
    expect(orders.open).toMatchObject([{ orderId: "o1", leavesLots: 6 }]);
  });

  test("an event that its board had already is not counted again, a later one is", () => {
    const world = new StrategyWorld(2);
    world.orders.push(slotOf("o1", { cumLots: 4, sequence: 50 }));
    const { desk, orders } = deskOf(world);
    const fill = { kind: "FILL", deltaLots: 4, leavesLots: 2 } as const;
    world.sequence = 50;
    desk.event(eventOf("o1", { ...fill, cumLots: 4, tradeId: "1-1" }));
    expect(orders.open).toMatchObject([{ leavesLots: 6 }]);
    world.sequence = 51;
    desk.event(eventOf("o1", { ...fill, cumLots: 8, tradeId: "1-2" }));
    expect(orders.open).toMatchObject([{ leavesLots: 2 }]);
  });

  test("an order that leaves only now is adopted by its first event", () => {
    const { desk, orders } = deskOf(new StrategyWorld(2));
    desk.event(eventOf("o9", { kind: "SENT" }));
    expect(orders.open).toMatchObject([{ orderId: "o9", leavesLots: 10 }]);
    desk.event(eventOf("o9", { kind: "CANCELED", leavesLots: 0 }));
    expect(orders.working).toBe(0);
  });

  test("an order that was over on its board is not adopted by an event from before", () => {
    const world = new StrategyWorld(2);
    world.orders.push(slotOf("o1", { state: "FREE", cumLots: 10, sequence: 50 }));
    const { desk, orders } = deskOf(world);
    world.sequence = 48;
    desk.event(eventOf("o1", { kind: "SENT" }));
    expect(orders.working).toBe(0);
  });
});

describe("StrategyDesk: market and position", () => {
  test("the touch is the feed's, in ticks and lots", () => {
    const { market } = deskOf();
    const { bid, ask, bidLots, askLots } = market;
    expect([bid, ask, bidLots, askLots, market.mid()]).toEqual([100, 103, 5, 7, 101.5]);
    expect(market.live).toBe(true);
  });

  test("without a touch every price is NaN, and the market is not live", () => {
    const { world, market } = deskOf();
    world.top = null;
    expect([market.bid, market.ask, market.mid()]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(market.live).toBe(false);
  });

  test.each(["feed", "risk", "paper"])("the market is not live while %s is not ready", (name) => {
    const { world, market } = deskOf();
    world.notReady.add(name);
    expect(market.live).toBe(false);
    world.notReady.delete(name);
    expect(market.live).toBe(true);
  });

  // S-66
  test.each(["STALE", "SYNCHRONISING"] as const)(
    "the market is not live while its stream is %s, whatever touch the feed left",
    (depth) => {
      const { world, market } = deskOf();
      world.depth = depth;
      expect(market.live).toBe(false);
    },
  );

  // S-66
  test.each(["risk", "paper"])(
    "while %s is not ready no order is sent, and it is counted",
    (name) => {
      const { world, orders } = deskOf();
      const id = String(orders.buy(10, 100));
      world.notReady.add(name);
      expect([orders.buy(10, 100), orders.sell(10, 100)]).toEqual([0, 0]);
      expect(world.counted).toEqual(["strategy:paused", "strategy:paused"]);
      expect(orders.cancel(id)).toBe(true);
      world.notReady.delete(name);
      expect(orders.buy(10, 100)).not.toBe(0);
    },
  );

  test("while its gateway takes no orders none is sent and the market is not live, but cancels are sent", () => {
    const { world, market, orders } = deskOf();
    const id = String(orders.buy(10, 100));
    world.gateway = { takesOrders: false };
    expect(orders.buy(10, 100)).toBe(0);
    expect(market.live).toBe(false);
    expect(world.counted).toEqual(["strategy:paused"]);
    expect(orders.cancel(id)).toBe(true);
    world.gateway = { takesOrders: true };
    expect(market.live).toBe(true);
    expect(orders.buy(10, 100)).not.toBe(0);
  });

  test("an order may go while only the feed is not ready: the gate judges its book", () => {
    const { world, orders } = deskOf();
    world.notReady.add("feed");
    expect(orders.buy(10, 100)).not.toBe(0);
  });

  test("the market is not live on a stale touch", () => {
    const { world, market } = deskOf();
    if (world.top !== null) world.top = { ...world.top, state: "STALE" };
    expect(market.live).toBe(false);
  });

  test("the market of an instrument that nobody executes is never live", () => {
    const actors = FACTS.actors.filter(({ kind }) => kind !== "execution");
    expect(deskOf(new StrategyWorld(1, { actors })).market.live).toBe(false);
  });

  test("the position is what the execution's board says of this strategy", () => {
    const { world, position } = deskOf();
    expect([position.lots, position.limitLots]).toEqual([0, 50]);
    const slot = { instrument: 0, fills: 1, sequence: 1 };
    world.filled.push({ ...slot, strategy: 9, lots: 1 }, { ...slot, strategy: STRATEGY, lots: -7 });
    expect(position.lots).toBe(-7);
    world.filled[1] = { ...slot, strategy: STRATEGY, lots: 3 };
    expect(position.lots).toBe(3);
  });

  test("what a sale can close is the position less the fees of it, and nothing while they are unknown", () => {
    const { world, position, orders } = deskOf();
    expect(position.sellableLots).toBe(0);
    const slot = { strategy: STRATEGY, instrument: 0, fills: 1, sequence: 1 };
    for (const [lots, feeBase, sellable] of [
      [1_000, "0.00001", 999],
      [1_000, "0.000010001", 998],
      [1_000, "0", 1_000],
      [1, "0.00001", 0],
      [-5, "0", 0],
      [1_000, "", Number.NaN],
    ] as const) {
      world.filled[0] = { ...slot, lots, feeBase };
      expect([position.lots, position.sellableLots]).toEqual([lots, sellable]);
    }
    expect([orders.sell(position.sellableLots, 100), orders.unsaid]).toEqual([0, "bad lots"]);
  });

  test("an instrument that is not in the strategy's file is refused", () => {
    const { desk } = deskOf();
    expect(desk.has(ETH.number)).toBe(false);
    expect(() => desk.of(ETH.number)).toThrow("Cannot trade instrument 1: not in the file");
  });

  test("a sale and a purchase are 0 when the topic is full", () => {
    const { world, orders } = deskOf();
    world.hasRoom = false;
    expect([orders.buy(1, 100), orders.sell(1, 100)]).toEqual([0, 0]);
    expect(orders.working).toBe(0);
  });
});
