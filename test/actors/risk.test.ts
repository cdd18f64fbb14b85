/** Risk as an actor: approvals, refusals, and what a new incarnation begins from. */
import { describe, expect, test } from "bun:test";
import risk from "../../actors/risk.ts";
import { ActorWorld, PlayedActor } from "./actor-kit.ts";
import { FACTS } from "./desk-kit.ts";

const ARGS = { bookAgeMsMax: 500, priceCollarBps: 500, orderPositionFractionMax: 0.5 };
const LIMITS = { positionLots: { 0: 20 }, orderLots: {}, orderRatePerS: 10 };
const TOP = {
  state: "LIVE",
  bidTicks: 9_999,
  bidLots: 5,
  askTicks: 10_001,
  askLots: 5,
  sequence: 42,
  receivedAt: 1e9 - 1e6,
} as const;

const ALIASES = { lastTrading: "trading", lastOrders: "recentOrders" };

type Limits = { readonly [Name in keyof typeof LIMITS]: unknown };

function worldOf(incarnation = 1): ActorWorld {
  const options = { name: "risk", number: 1, kind: "risk", facts: FACTS, incarnation };
  const world = new ActorWorld({ ...options, aliases: ALIASES });
  world.show("top", 0, TOP);
  return world;
}

function gateOf(world = worldOf(), limits: Limits = LIMITS) {
  const actor = new PlayedActor(risk, world, ARGS);
  const peer = { name: "maker", kind: "strategy", number: 3, state: "ATTACHED", incarnation: 1 };
  actor.handle("peer", { ...peer, about: { instruments: [0], limits } });
  const intend = (orderId: string, change: object = {}) =>
    actor.handle("intent", intentOf(orderId, change), "maker");
  return { world, actor, intend, refused: () => world.heard("refused") };
}

function intentOf(orderId: string, change: object = {}) {
  return {
    action: "NEW",
    side: "BUY",
    style: "GTC",
    replaces: "",
    instrument: 0,
    priceTicks: 10_000,
    lots: 5,
    validUntil: 2e9,
    decidedAt: 1e9,
    basisAt: 1e9,
    orderId,
    ...change,
  };
}

function eventOf(orderId: string, change: object = {}) {
  return {
    kind: "FILL",
    side: "BUY",
    instrument: 0,
    strategy: 3,
    orderLots: 10,
    deltaLots: 0,
    cumLots: 0,
    leavesLots: 10,
    priceTicks: 10_000,
    sentAt: 1,
    orderId,
    ...change,
  };
}

const ORDER_SLOT = {
  state: "WORKING",
  side: "BUY",
  instrument: 0,
  strategy: 3,
  priceTicks: 10_000,
  orderLots: 10,
  cumLots: 4,
  sequence: 50,
} as const;

const idOf = (counter: number) => `o000070300${String(counter).padStart(6, "0")}`;

describe("risk: the gate", () => {
  // S-53
  test("an approval says its epoch, its execution, and the book that it was decided on", () => {
    const { world, intend } = gateOf(worldOf(3));
    intend(idOf(1));
    expect(world.heard("approved")).toMatchObject([
      {
        orderId: idOf(1),
        strategy: 3,
        execution: 2,
        riskEpoch: 3,
        bookSequence: 42,
        bookAgeNs: 1e6,
        bookAgeNsMax: 500e6,
      },
    ]);
    expect(world.on("position", 0)).toMatchObject({ lots: 0, workingBuyLots: 5 });
    expect(world.counters).toMatchObject({ "funnel:intents": 1 });
  });

  test("a refusal names the limit and the number that broke it", () => {
    const { intend, refused } = gateOf();
    intend(idOf(1), { lots: 11 });
    // Half of the position limit of 20.
    expect(refused()).toMatchObject([{ reason: "ORDER_SIZE", limit: 10, value: 11, strategy: 3 }]);
  });

  test("orders that are out count against the position limit", () => {
    const { intend, refused } = gateOf();
    for (const counter of [1, 2]) intend(idOf(counter), { lots: 10 });
    expect(refused()).toEqual([]);
    intend(idOf(3), { lots: 1 });
    expect(refused()).toMatchObject([{ reason: "POSITION", limit: 20, value: 21 }]);
  });

  // S-54
  test("a limit that the file does not say denies", () => {
    const limits = { ...LIMITS, positionLots: {} };
    const { intend, refused, world } = gateOf(worldOf(), limits);
    intend(idOf(1));
    expect(refused()).toMatchObject([{ reason: "LIMIT_MISSING" }]);
    expect(world.heard("approved")).toEqual([]);
  });

  // S-53
  test("no book, a stale book and an old book refuse", () => {
    const { world, intend, refused } = gateOf();
    world.boards.delete("top");
    intend(idOf(1));
    world.show("top", 0, { ...TOP, state: "STALE" });
    intend(idOf(2));
    world.show("top", 0, { ...TOP, receivedAt: 1e9 - 501e6 });
    intend(idOf(3));
    world.show("top", 0, { ...TOP, receivedAt: Number.NaN });
    intend(idOf(4));
    expect(refused()).toHaveLength(4);
    expect(refused()[2]).toMatchObject({ reason: "STALE_BOOK", limit: 500e6, value: 501e6 });
    expect(world.heard("approved")).toEqual([]);
  });

  // S-50
  test("an intent that is too late expires at the gate", () => {
    const { world, intend, refused } = gateOf();
    intend(idOf(1), { validUntil: 1e9 - 1 });
    expect(refused()).toMatchObject([{ reason: "EXPIRED" }]);
    expect(world.counters).toMatchObject({ "funnel:expired": 1, "refused:EXPIRED": 1 });
  });

  // S-51
  test("a cancel passes whatever the limits, the book and the time say", () => {
    const limits = { ...LIMITS, positionLots: {} };
    const { world, intend, refused } = gateOf(worldOf(), limits);
    world.boards.delete("top");
    intend(idOf(1), { action: "CANCEL", validUntil: Number.NaN });
    expect(refused()).toEqual([]);
    expect(world.heard("approved")).toMatchObject([{ action: "CANCEL", bookAgeNs: Number.NaN }]);
    expect(world.counters["funnel:intents"]).toBeUndefined();
  });

  // S-57
  test("a gate that throws has refused, and said so", () => {
    const { world, intend, refused } = gateOf();
    world.boards.set("top", { get: () => raise() } as never);
    intend(idOf(1));
    expect(refused()).toMatchObject([{ reason: "GATE_ERROR" }]);
    expect(world.heard("approved")).toEqual([]);
    expect(world.counters).toMatchObject({ "risk:gateErrors": 1 });
  });

  test("an order that cannot be counted takes its approval back by a crash", () => {
    const { world, intend } = gateOf();
    intend(idOf(1));
    // The same id again is refused by its identity; count it twice behind the gate's back.
    (world.state as { clients: Map<string, { lastOrderId: string }> }).clients.forEach((client) => {
      client.lastOrderId = "";
    });
    expect(() => intend(idOf(1))).toThrow("an order counts once");
  });

  test("an intent of nobody that it knows is refused", () => {
    const { actor, refused } = gateOf();
    actor.handle("intent", intentOf(idOf(1)), "stranger");
    expect(refused()).toMatchObject([{ reason: "BAD_ORDER", strategy: -1 }]);
  });

  test("a refusal that has no room waits, and comes before later ones", () => {
    const { world, actor, intend, refused } = gateOf();
    world.room = 0;
    intend(idOf(1), { lots: 11 });
    world.room = Number.POSITIVE_INFINITY;
    intend(idOf(2), { lots: 12 });
    expect(refused()).toEqual([]);
    actor.settle();
    expect(refused().map(({ orderId }) => orderId)).toEqual([idOf(1), idOf(2)]);
  });

  test("an approval that has no room is a refusal", () => {
    const { world, actor, intend, refused } = gateOf();
    world.room = 0;
    intend(idOf(1));
    world.room = Number.POSITIVE_INFINITY;
    actor.settle();
    expect(refused()).toMatchObject([{ reason: "GATE_ERROR", name: "backpressure" }]);
    expect(world.on("position", 0)).toMatchObject({ workingBuyLots: 0 });
  });

  test("after the kill switch the next life is halted too", () => {
    const world = worldOf(2);
    world.show("trading", 0, { state: "HALTED", epoch: 1, killed: 1 });
    const { intend, refused } = gateOf(world);
    expect(world.on("trading", 0)).toEqual({ state: "HALTED", epoch: 2, killed: 1 });
    intend(idOf(1));
    expect(refused()).toMatchObject([{ reason: "HALTED" }]);
  });
});

describe("risk: what becomes of an order", () => {
  test("fills move lots from working to held, and an end releases the rest", () => {
    const { world, actor, intend } = gateOf();
    intend(idOf(1), { lots: 10 });
    actor.handle("event", eventOf(idOf(1), { deltaLots: 4, cumLots: 4, leavesLots: 6 }), "paper");
    expect(world.on("position", 0)).toEqual({ lots: 4, workingBuyLots: 6, workingSellLots: 0 });
    actor.handle("event", eventOf(idOf(1), { kind: "CANCELED", leavesLots: 0 }), "paper");
    expect(world.on("position", 0)).toEqual({ lots: 4, workingBuyLots: 0, workingSellLots: 0 });
  });

  // S-56
  test("silence releases nothing", () => {
    const { world, actor, intend } = gateOf();
    intend(idOf(1), { lots: 10 });
    world.nowNs += 3_600e9;
    actor.settle();
    expect(world.on("position", 0)).toMatchObject({ workingBuyLots: 10 });
  });
});

describe("risk: the next life", () => {
  /** A gate that begins from the boards: 4 of 10 lots filled, at sequence 50. */
  function restarted(order: object = {}, pairSequence = 50) {
    const world = worldOf(2);
    world.show("openOrder", 0, { ...ORDER_SLOT, orderId: "o1", ...order });
    const pair = { strategy: 3, instrument: 0, lots: 4, fills: 1 };
    world.show("filled", 0, { ...pair, sequence: pairSequence });
    return gateOf(world);
  }

  const at = (world: ActorWorld, sequence: number) => {
    world.sequence = sequence - 1;
  };

  // S-67
  test("its rate is not new: orders of the last life count until their second is over", () => {
    const world = worldOf();
    const before = gateOf(world, { ...LIMITS, orderRatePerS: 3 });
    for (const [counter, ms] of [0, 200, 400].entries()) {
      world.nowNs = 1e9 + ms * 1e6;
      before.intend(idOf(counter), { lots: 1 });
    }
    expect(world.heard("approved")).toHaveLength(3);
    const next = worldOf(2);
    next.boards.set("recentOrders", world.boards.get("recentOrders") ?? new Map());
    next.nowNs = 1e9 + 450e6;
    const { intend, refused } = gateOf(next, { ...LIMITS, orderRatePerS: 3 });
    const valid = { lots: 1, validUntil: 5e9 };
    intend(idOf(3), valid);
    expect(refused()).toMatchObject([{ reason: "ORDER_RATE", limit: 3, value: 4 }]);
    next.nowNs = 1e9 + 1_400e6;
    next.show("top", 0, { ...TOP, receivedAt: next.nowNs });
    intend(idOf(2), valid);
    // An id of the last life is not taken again.
    expect(refused().at(-1)).toMatchObject({ reason: "DUPLICATE_ID" });
    intend(idOf(4), valid);
    expect(next.heard("approved")).toHaveLength(1);
  });

  test("times of a clock that is ahead hold an order back for a second, and no longer", () => {
    const world = worldOf(2);
    world.show("recentOrders", 3, { count: 10, newestAt: 9e18, lastOrderId: idOf(1) });
    const { intend, refused } = gateOf(world);
    intend(idOf(2));
    expect(refused()).toMatchObject([{ reason: "ORDER_RATE" }]);
    world.nowNs += 1e9;
    world.show("top", 0, { ...TOP, receivedAt: world.nowNs });
    intend(idOf(3), { validUntil: 5e9 });
    expect(world.heard("approved")).toHaveLength(1);
  });

  test("it knows what is held and what is out", () => {
    const { world, intend, refused } = restarted();
    expect(world.on("position", 0)).toEqual({ lots: 4, workingBuyLots: 6, workingSellLots: 0 });
    intend(idOf(1), { lots: 10 });
    intend(idOf(2), { lots: 1 });
    expect(refused()).toMatchObject([{ reason: "POSITION", value: 21 }]);
  });

  test("an event that the boards had already changes nothing, the next one does", () => {
    const { world, actor } = restarted();
    at(world, 50);
    actor.handle("event", eventOf("o1", { deltaLots: 4, leavesLots: 6 }), "paper");
    expect(world.on("position", 0)).toMatchObject({ lots: 4, workingBuyLots: 6 });
    actor.handle("event", eventOf("o1", { deltaLots: 6, leavesLots: 0 }), "paper");
    expect(world.on("position", 0)).toMatchObject({ lots: 10, workingBuyLots: 0 });
  });

  test("a fill that only the order's slot had moves what is held alone", () => {
    const { world, actor } = restarted({ cumLots: 7, sequence: 51 });
    at(world, 51);
    actor.handle("event", eventOf("o1", { deltaLots: 3, leavesLots: 3 }), "paper");
    expect(world.on("position", 0)).toEqual({ lots: 7, workingBuyLots: 3, workingSellLots: 0 });
  });

  test("a fill that only the pair's slot had moves what is out alone", () => {
    const { world, actor } = restarted({ cumLots: 1, sequence: 49 });
    at(world, 50);
    actor.handle("event", eventOf("o1", { deltaLots: 3, leavesLots: 6 }), "paper");
    expect(world.on("position", 0)).toEqual({ lots: 4, workingBuyLots: 6, workingSellLots: 0 });
  });

  test("an order of the last epoch that was sent after the look counts", () => {
    const { world, actor } = restarted();
    at(world, 60);
    actor.handle("event", eventOf("o2", { kind: "SENT" }), "paper");
    expect(world.on("position", 0)).toMatchObject({ workingBuyLots: 16 });
    actor.handle("event", eventOf("o2", { kind: "CANCELED", leavesLots: 0 }), "paper");
    expect(world.on("position", 0)).toMatchObject({ workingBuyLots: 6 });
  });

  test("an order that its gateway found at the venue counts, in full and once", () => {
    const { world, actor } = restarted();
    at(world, 60);
    actor.handle("event", eventOf("o2", { kind: "ACK" }), "paper");
    actor.handle("event", eventOf("o2", { kind: "UNKNOWN" }), "paper");
    expect(world.on("position", 0)).toMatchObject({ workingBuyLots: 16 });
    actor.handle("event", eventOf("o2", { deltaLots: 4, leavesLots: 6 }), "paper");
    expect(world.on("position", 0)).toMatchObject({ workingBuyLots: 12 });
    actor.handle("event", eventOf("o2", { kind: "REJECTED", leavesLots: 0 }), "paper");
    expect(world.on("position", 0)).toMatchObject({ workingBuyLots: 6 });
  });

  test("an order that was over on its board does not come back by an event from before", () => {
    const { world, actor } = restarted({ state: "FREE", cumLots: 4 });
    at(world, 40);
    actor.handle("event", eventOf("o1", { kind: "SENT" }), "paper");
    expect(world.on("position", 0)).toEqual({ lots: 4, workingBuyLots: 0, workingSellLots: 0 });
  });
});

function raise(): never {
  throw new RangeError("no");
}

describe("a strategy that is gone for good", () => {
  // S-120
  test("has what it left open cancelled, until an event says that it is over", () => {
    const { world, actor, intend } = gateOf();
    intend(idOf(1));
    const cancels = () => world.heard("approved").filter(({ action }) => action === "CANCEL");
    actor.every("1s");
    expect(cancels()).toEqual([]);
    const gone = { name: "maker", kind: "strategy", number: 3, incarnation: 1, about: {} };
    actor.handle("peer", { ...gone, state: "DETACHED" });
    actor.every("1s");
    expect(cancels()).toMatchObject([{ orderId: idOf(1), strategy: 3, instrument: 0 }]);
    actor.every("1s");
    expect(cancels()).toHaveLength(2);
    actor.handle("event", eventOf(idOf(1), { kind: "CANCELED", leavesLots: 0 }), "paper");
    actor.every("1s");
    expect(cancels()).toHaveLength(2);
  });

  test("trades again when a person starts it again, without a new introduction", () => {
    const { world, actor, intend, refused } = gateOf();
    intend(idOf(1));
    const maker = { name: "maker", kind: "strategy", number: 3 };
    const about = { instruments: [0], limits: LIMITS };
    actor.handle("peer", { ...maker, about, incarnation: 1, state: "DETACHED" });
    intend(idOf(2));
    expect(refused()).toMatchObject([{ reason: "BAD_ORDER", orderId: idOf(2) }]);
    actor.handle("peer", { ...maker, about, incarnation: 2, state: "RESTARTED" });
    intend(idOf(3));
    expect(world.heard("approved").map(({ orderId }) => orderId)).toEqual([idOf(1), idOf(3)]);
    // Its last life's ids are still no new ones.
    intend(idOf(1));
    expect(refused()).toMatchObject([{}, { reason: "DUPLICATE_ID", orderId: idOf(1) }]);
  });
});
