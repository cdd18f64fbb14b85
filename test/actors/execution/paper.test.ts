/** The paper gateway: last look, fills, a full topic, and its next life. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { makeOrderId } from "../../../src/trading/order/order-id.ts";
import { BOOK, FACTS } from "../desk-kit.ts";
import { paperWorld, playPaper } from "./kit/paper-desk.ts";

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);

type Event = {
  readonly kind: string;
  readonly side: string;
  readonly orderId: string;
  readonly orderLots: number;
  readonly deltaLots: number;
  readonly cumLots: number;
  readonly leavesLots: number;
  readonly priceTicks: number;
  readonly feeMinor: number;
  readonly liquidity: string;
  readonly tradeId: string;
  readonly reason: string;
  readonly sentAt: number;
};

function gatewayOf(world = paperWorld()) {
  const { actor, approve } = playPaper(world);
  const events = () => world.heard("event") as unknown as readonly Event[];
  const kinds = () => events().map(({ kind }) => kind);
  return { world, actor, approve, events, kinds };
}

describe("paper: an order's way", () => {
  test("it is sent at once, and acknowledged after the pause", () => {
    const { world, approve, kinds } = gatewayOf();
    approve("o1");
    expect(kinds()).toEqual(["SENT"]);
    expect(world.on("openOrder", 0)).toMatchObject({ state: "SENT", orderId: "o1" });
    expect(world.timers.map(({ ms }) => ms)).toEqual([5]);
    world.fire();
    expect(kinds()).toEqual(["SENT", "ACK"]);
    expect(world.on("openOrder", 0)).toMatchObject({ state: "WORKING", orderId: "o1" });
  });

  test("what crosses the book is filled level by level, as a taker, and the rest rests", () => {
    const { world, approve, events } = gatewayOf();
    approve("o1", { priceTicks: 102, lots: 12 });
    world.fire();
    const fills = events().filter(({ kind }) => kind === "FILL");
    expect(
      fills.map(({ deltaLots, cumLots, leavesLots, priceTicks, liquidity }) => [
        deltaLots,
        cumLots,
        leavesLots,
        priceTicks,
        liquidity,
      ]),
    ).toEqual([
      [5, 5, 7, 101, "TAKER"],
      [5, 10, 2, 102, "TAKER"],
    ]);
    expect(world.on("openOrder", 0)).toMatchObject({ state: "WORKING", cumLots: 10 });
    expect(world.on("filled", 0)).toMatchObject({ lots: 10, fills: 2, strategy: 3, cost: "1015" });
  });

  test("a print at its price fills it behind the queue, at the maker's fee", () => {
    const { world, actor, approve, events } = gatewayOf();
    approve("o1", { priceTicks: 99 });
    world.fire();
    const print = { instrument: 0, aggressor: "SELL", priceTicks: 99, lots: 7 };
    actor.handle("trade", print, "feed");
    const fill = events().at(-1);
    expect(fill).toMatchObject({ kind: "FILL", deltaLots: 2, liquidity: "MAKER", priceTicks: 99 });
    // 2 lots of 0.001 at 0.99, 10 bps: a part of a minor unit is a whole one.
    expect(fill?.feeMinor).toBeGreaterThan(0);
    expect(Number.isInteger(fill?.feeMinor)).toBe(true);
  });

  test("a book that comes to a resting order fills it", () => {
    const { world, actor, approve, kinds } = gatewayOf();
    approve("o1", { priceTicks: 100, lots: 3 });
    world.fire();
    world.show("book", 0, { ...BOOK, bidCount: 1, levels: [98, 5, 100, 5] });
    actor.settle();
    expect(kinds()).toEqual(["SENT", "ACK", "FILL"]);
    expect(world.on("openOrder", 0)).toMatchObject({ state: "FREE", cumLots: 3 });
  });

  test("a stale book fills nothing", () => {
    const { world, actor, approve, kinds } = gatewayOf();
    world.show("book", 0, { ...BOOK, state: "STALE" });
    approve("o1", { priceTicks: 102 });
    world.fire();
    actor.settle();
    expect(kinds()).toEqual(["SENT", "ACK"]);
  });

  test("a cancel ends it after the pause, and one of an order that is over says nothing", () => {
    const { world, approve, kinds } = gatewayOf();
    approve("o1");
    world.fire();
    approve("o1", { action: "CANCEL" });
    approve("o1", { action: "CANCEL" });
    expect(kinds()).toEqual(["SENT", "ACK"]);
    world.fire();
    expect(kinds()).toEqual(["SENT", "ACK", "CANCELED"]);
    expect(world.on("openOrder", 0)).toMatchObject({ state: "FREE" });
  });

  test("a stop cancels what is open", async () => {
    const { actor, approve, events } = gatewayOf();
    approve("o1");
    await actor.stop();
    expect(events().at(-1)).toMatchObject({ kind: "CANCELED", reason: "desk stops" });
  });

  test("what is approved for another execution is left alone", () => {
    const { approve, kinds } = gatewayOf();
    approve("o1", { execution: 9 });
    expect(kinds()).toEqual([]);
  });
});

describe("paper: the last look", () => {
  // S-52
  test("without a current risk epoch a new order is expired", () => {
    const { world, approve, events } = gatewayOf();
    world.notReady.add("risk");
    approve("o1");
    expect(events()).toMatchObject([{ kind: "EXPIRED", reason: "no risk epoch", leavesLots: 0 }]);
    expect(events()[0]?.sentAt).toBeNaN();
    expect(world.counters).toMatchObject({ "funnel:expired": 1 });
  });

  // S-52
  test.each([3, 5, Number.NaN])(
    "an order of risk epoch %d is expired under epoch 4",
    (riskEpoch) => {
      const { approve, events } = gatewayOf();
      approve("o1", { riskEpoch });
      expect(events()).toMatchObject([{ kind: "EXPIRED", reason: "old risk epoch" }]);
    },
  );

  test.each([
    ["HALTED", 0, "halted"],
    ["ACTIVE", 1, "killed"],
  ])("while trading is %s and killed is %d a new order is expired", (state, killed, reason) => {
    const { world, approve, events } = gatewayOf();
    world.show("trading", 0, { state, epoch: 4, killed });
    approve("o1");
    expect(events()).toMatchObject([{ kind: "EXPIRED", reason }]);
  });

  // S-50
  test("an order that is too late, or says no time, is expired; one in time is not", () => {
    const { approve, kinds } = gatewayOf();
    approve("o1", { validUntil: 1e9 - 1 });
    approve("o2", { validUntil: Number.NaN });
    approve("o3", { validUntil: 1e9 });
    expect(kinds()).toEqual(["EXPIRED", "EXPIRED", "SENT"]);
  });

  // S-55
  test("an id that is not newer than the last one of its strategy is rejected, or dropped while that order is open", () => {
    const { approve, events } = gatewayOf();
    approve("o2");
    approve("o2");
    approve("o1");
    approve("o1", { strategy: 4 });
    const told = events().map(({ kind, reason }) => [kind, reason]);
    expect(told).toEqual([
      ["SENT", ""],
      ["REJECTED", "id not new"],
      ["SENT", ""],
    ]);
  });

  // S-51, S-52
  test("a cancel passes without an epoch and after any time", () => {
    const { world, approve, kinds } = gatewayOf();
    approve("o1");
    world.notReady.add("risk");
    world.nowNs = 9e9;
    approve("o1", { action: "CANCEL", validUntil: Number.NaN });
    world.fire();
    expect(kinds()).toContain("CANCELED");
  });
});

describe("paper: a full topic", () => {
  // S-44
  test("events wait in order, boards wait with them, and no new order is taken meanwhile", () => {
    const { world, actor, approve, kinds } = gatewayOf();
    approve("o1", { priceTicks: 102, lots: 10 });
    world.room = 1;
    world.fire();
    expect(kinds()).toEqual(["SENT", "ACK"]);
    expect(world.on("filled", 0)).toBeNull();
    expect(world.on("openOrder", 0)).toMatchObject({ state: "WORKING", cumLots: 0 });
    approve("o2");
    world.room = Number.POSITIVE_INFINITY;
    // There is room again, and what waits comes first all the same.
    approve("o3");
    expect(kinds()).toEqual(["SENT", "ACK"]);
    actor.settle();
    expect(kinds()).toEqual(["SENT", "ACK", "FILL", "FILL", "REJECTED", "REJECTED"]);
    expect(world.on("filled", 0)).toMatchObject({ lots: 10, fills: 2, sequence: 4 });
    expect(world.on("openOrder", 0)).toMatchObject({ state: "FREE", sequence: 4 });
    approve("o4");
    expect(kinds().at(-1)).toBe("SENT");
  });

  test("a slot names the sequence of the event that made it so", () => {
    const { world, approve } = gatewayOf();
    approve("o1");
    world.fire();
    const ack = world.said.find(({ body }) => body.kind === "ACK");
    expect(world.on("openOrder", 0)?.sequence).toBe(ack?.sequence ?? -1);
  });
});

describe("paper: the next life", () => {
  test("open orders and fills are taken from the boards, and ids stay used", () => {
    const first = gatewayOf();
    first.approve("o1", { priceTicks: 102, lots: 12 });
    first.world.fire();
    first.approve("o2", { priceTicks: 50 });
    const next = gatewayOf(paperWorld({ boards: first.world.boards, incarnation: 2 }));
    // The first was working, the second on its way.
    expect(next.world.timers).toHaveLength(1);
    next.world.fire();
    expect(next.events()).toMatchObject([{ kind: "ACK", orderId: "o2" }]);
    next.approve("o2");
    expect(next.events()).toHaveLength(1);
    next.world.show("book", 0, { ...BOOK, bidCount: 0, levels: [102, 9] });
    next.actor.settle();
    expect(next.events().at(-1)).toMatchObject({
      kind: "FILL",
      orderId: "o1",
      deltaLots: 2,
      cumLots: 12,
      leavesLots: 0,
      tradeId: "7-2-1",
    });
    expect(next.world.on("filled", 0)).toMatchObject({
      lots: 12,
      fills: 3,
      cost: "1219",
      feeQuote: "0.00005",
    });
  });

  test("the answer to what its last life had sent is counted once, and no second answer", () => {
    const idOf = (counter: number) =>
      makeOrderId({ instance: "00", runEpoch: FACTS.runEpoch, actor: 3, incarnation: 1 }, counter);
    const first = gatewayOf();
    first.approve(idOf(0), { priceTicks: 50 });
    first.world.fire();
    first.approve(idOf(1), { priceTicks: 50 });
    expect(first.world.counters).toMatchObject({ "funnel:sent": 2, "funnel:acked": 1 });
    const next = gatewayOf(paperWorld({ boards: first.world.boards, incarnation: 2 }));
    next.world.fire();
    expect(next.world.counters).toEqual({ "funnel:acked": 1 });
  });

  test("in another process: what is open died with its venue, its end is said, fills stay", () => {
    const idOf = (counter: number) =>
      makeOrderId(
        { instance: "00", runEpoch: FACTS.runEpoch - 1, actor: 3, incarnation: 1 },
        counter,
      );
    const first = gatewayOf();
    first.approve(idOf(0), { priceTicks: 102, lots: 12 });
    first.world.fire();
    first.approve(idOf(1), { priceTicks: 50 });
    const { lots } = first.world.on("filled", 0) as { lots: number };
    expect(lots).toBeGreaterThan(0);
    const next = gatewayOf(paperWorld({ boards: first.world.boards, incarnation: 2 }));
    expect(next.world.timers).toHaveLength(0);
    const over = {
      kind: "CANCELED",
      leavesLots: 0,
      reason: "venue died with its process",
    };
    expect(next.events()).toMatchObject([
      { ...over, orderId: idOf(0), cumLots: lots },
      { ...over, orderId: idOf(1), cumLots: 0 },
    ]);
    expect(next.world.on("openOrder", 0)).toMatchObject({ state: "FREE" });
    expect(next.world.on("openOrder", 1)).toMatchObject({ state: "FREE" });
    expect(next.world.on("filled", 0)).toMatchObject({ lots });
  });
});

type Gateway = ReturnType<typeof gatewayOf>;

const nameOf = (order: number) => `o${String(order).padStart(6, "0")}`;

/** What may happen to a gateway, one of them a step. */
function deedsOf({ world, actor, approve }: Gateway, random: Prng, orders: { count: number }) {
  const price = () => random.between(95, 106);
  const aggressor = () => random.pick(["BUY", "SELL"]);
  return [
    () => {
      orders.count += 1;
      const lots = random.between(1, 20);
      approve(nameOf(orders.count), { side: aggressor(), lots, priceTicks: price() });
    },
    () => approve(nameOf(random.between(1, orders.count + 1)), { action: "CANCEL" }),
    () => {
      const mid = random.between(97, 104);
      const [bid, ask] = [random.between(1, 9), random.between(1, 9)];
      world.show("book", 0, { ...BOOK, levels: [mid - 1, bid, mid - 2, 5, mid + 1, ask] });
    },
    () => {
      const print = { priceTicks: price(), lots: random.between(1, 9), aggressor: aggressor() };
      actor.handle("trade", { instrument: 0, ...print }, "feed");
    },
    () => {
      world.room = random.pick([0, 1, Number.POSITIVE_INFINITY]);
    },
    () => world.fire(),
    () => actor.settle(),
  ];
}

/** All that was said of one order adds up; returns what it bought less what it sold. */
function judgeOrder(told: readonly Event[]): number {
  let filled = 0;
  for (const { deltaLots, cumLots, leavesLots, orderLots, kind } of told) {
    filled += deltaLots;
    expect(cumLots).toBe(filled);
    expect(filled).toBeLessThanOrEqual(orderLots);
    if (kind === "FILL") expect(leavesLots).toBe(orderLots - filled);
  }
  expect(told.filter(({ leavesLots }) => leavesLots === 0)).toHaveLength(1);
  expect(told.at(-1)?.leavesLots).toBe(0);
  return told[0]?.side === "BUY" ? filled : -filled;
}

describe("paper: whatever comes", () => {
  test(`fills add up, and every order ends once (seed ${SEED})`, () => {
    const random = new Prng(SEED);
    const gateway = gatewayOf();
    const { world, actor, approve, events } = gateway;
    const orders = { count: 0 };
    const deeds = deedsOf(gateway, random, orders);
    for (let step = 0; step < 2_000; step += 1) {
      random.pick(deeds)();
      actor.settle();
    }
    world.room = Number.POSITIVE_INFINITY;
    world.fire();
    for (let order = 1; order <= orders.count; order += 1) {
      approve(nameOf(order), { action: "CANCEL" });
    }
    world.fire();
    actor.settle();
    const byOrder = Map.groupBy(events(), ({ orderId }) => orderId);
    expect(byOrder.size).toBe(orders.count);
    const positions = [...byOrder.values()].map(judgeOrder);
    const position = positions.reduce((sum, lots) => sum + lots, 0);
    expect(world.on("filled", 0)?.lots ?? 0).toBe(position);
    const slots = [...(world.boards.get("openOrder")?.values() ?? [])];
    expect(slots.every(({ state }) => state === "FREE")).toBe(true);
  });
});
