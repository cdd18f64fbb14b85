/** Risk, of a replace and an amendment: both orders count, and only the venue's word lessens that. */
import { describe, expect, test } from "bun:test";
import risk from "../../../actors/risk.ts";
import { makeOrderId } from "../../../src/trading/order/order-id.ts";
import { ActorWorld, PlayedActor } from "../actor-kit.ts";
import { FACTS } from "../desk-kit.ts";

const ARGS = { bookAgeMsMax: 500, priceCollarBps: 500, orderPositionFractionMax: 0.5 };
const TOP = {
  ...{ state: "LIVE", bidTicks: 9_999, bidLots: 5, askTicks: 10_001, askLots: 5 },
  ...{ sequence: 42, receivedAt: 1e9 - 1e6 },
} as const;
const idOf = (counter: number) =>
  makeOrderId({ instance: "00", runEpoch: 7, actor: 3, incarnation: 1 }, counter);
const [A, B] = [idOf(1), idOf(2)];

/** Risk that has approved `A`, of 10 lots to buy; the position's limit is 20. */
function gateOf() {
  const options = { name: "risk", number: 1, kind: "risk", facts: FACTS };
  const aliases = { lastTrading: "trading", lastOrders: "recentOrders" };
  const world = new ActorWorld({ ...options, aliases });
  world.show("top", 0, TOP);
  const actor = new PlayedActor(risk, world, ARGS);
  const limits = { positionLots: { 0: 20 }, orderLots: {}, orderRatePerS: 100 };
  const peer = { name: "maker", kind: "strategy", number: 3, state: "ATTACHED", incarnation: 1 };
  actor.handle("peer", { ...peer, about: { instruments: [0], limits } });
  const intend = (orderId: string, change: object = {}) => {
    const kind = { action: "NEW", side: "BUY", style: "GTC", replaces: "" };
    const order = { instrument: 0, priceTicks: 10_000, lots: 10, validUntil: 2e9, decidedAt: 1e9 };
    actor.handle("intent", { ...kind, ...order, basisAt: 1e9, orderId, ...change }, "maker");
  };
  const hear = (
    kind: string,
    orderId: string,
    lots: readonly [of: number, cum: number, delta: number],
  ) => {
    const [orderLots, cumLots, deltaLots] = lots;
    const isOver = kind === "CANCELED" || kind === "REJECTED";
    const leavesLots = isOver ? 0 : orderLots - cumLots;
    const about = { side: "BUY", instrument: 0, strategy: 3, priceTicks: 10_000, sentAt: 1 };
    const event = { kind, ...about, orderId, orderLots, cumLots, deltaLots, leavesLots };
    actor.handle("event", event, "paper");
  };
  const counted = () => {
    const { lots, workingBuyLots, workingSellLots } = world.on("position", 0) ?? {};
    return [lots, workingBuyLots, workingSellLots];
  };
  intend(A);
  return { world, intend, hear, counted };
}

describe("risk: a replace", () => {
  test("counts beside the order that goes, until that one is known to be gone", () => {
    const { world, intend, hear, counted } = gateOf();
    hear("ACK", A, [10, 0, 0]);
    intend(B, { action: "REPLACE", replaces: A, style: "POST_ONLY" });
    expect(world.heard("approved").at(-1)).toMatchObject({
      ...{ action: "REPLACE", replaces: A, orderId: B, style: "POST_ONLY", priority: "NEW" },
      ...{ riskEpoch: 1, execution: 2 },
    });
    expect(world.heard("check").at(-1)).toMatchObject({
      ...{ action: "REPLACE", replaces: A, workingBuyLots: 10, worstLots: 20, verdict: "APPROVED" },
    });
    expect(counted()).toEqual([0, 20, 0]);
    hear("UNKNOWN", B, [10, 0, 0]);
    expect(counted()).toEqual([0, 20, 0]);
    hear("CANCELED", A, [10, 0, 0]);
    expect(counted()).toEqual([0, 10, 0]);
  });

  test("that would lead beyond the limit with the old order is refused", () => {
    const { world, intend, hear } = gateOf();
    hear("FILL", A, [10, 5, 5]);
    intend(B, { action: "REPLACE", replaces: A });
    expect(world.heard("approved")).toHaveLength(2);
    intend(idOf(3), { action: "REPLACE", replaces: B, lots: 1 });
    expect(world.heard("refused").at(-1)).toMatchObject({
      action: "REPLACE",
      reason: "POSITION",
      value: 21,
    });
  });

  test("of an order that is over, or that nobody approved, never becomes an order", () => {
    const { world, intend, hear, counted } = gateOf();
    hear("CANCELED", A, [10, 0, 0]);
    intend(B, { action: "REPLACE", replaces: A });
    intend(idOf(3), { action: "REPLACE", replaces: idOf(9) });
    expect(world.heard("refused")).toMatchObject([
      { action: "REPLACE", reason: "BAD_ORDER", name: "replaces", orderId: B },
      { action: "REPLACE", reason: "BAD_ORDER", name: "replaces" },
    ]);
    expect(world.heard("approved")).toHaveLength(1);
    expect(counted()).toEqual([0, 0, 0]);
  });
});

describe("risk: an amendment", () => {
  test("is approved under the epoch, and the order counts in full until the venue says it is smaller", () => {
    const { world, intend, hear, counted } = gateOf();
    intend(A, { action: "AMEND", lots: 4 });
    expect(world.heard("approved").at(-1)).toMatchObject({
      ...{ action: "AMEND", orderId: A, lots: 4, riskEpoch: 1, priority: "REDUCE" },
    });
    expect(world.heard("check")).toHaveLength(1);
    expect(counted()).toEqual([0, 10, 0]);
    hear("AMEND_REJECTED", A, [10, 0, 0]);
    expect(counted()).toEqual([0, 10, 0]);
    hear("FILL", A, [10, 3, 3]);
    hear("AMENDED", A, [4, 3, 0]);
    expect(counted()).toEqual([3, 1, 0]);
    intend(A, { action: "AMEND", lots: 4 });
    expect(world.heard("refused").at(-1)).toMatchObject({
      action: "AMEND",
      limit: 4,
      value: 4,
      name: "amend",
    });
  });
});

test("an order that surely reduces the position goes first, and one that may not does not", () => {
  const { world, intend, hear } = gateOf();
  hear("FILL", A, [10, 10, 10]);
  intend(B, { side: "SELL", lots: 6 });
  intend(idOf(3), { side: "SELL", lots: 5 });
  intend(idOf(4), { side: "SELL", lots: 4 });
  const priorities = world.heard("approved").map(({ priority }) => priority);
  expect(priorities).toEqual(["NEW", "REDUCE", "NEW", "NEW"]);
});

test("an amendment that is refused is no order that the funnel counts, and a replacement is one", () => {
  const { world, intend } = gateOf();
  intend(B, { action: "AMEND" });
  expect(world.heard("refused")).toMatchObject([{ action: "AMEND", reason: "BAD_ORDER" }]);
  intend(B, { action: "REPLACE", replaces: B });
  expect(world.counters).toMatchObject({
    ...{ "unchanged:BAD_ORDER": 1, "refused:BAD_ORDER": 1 },
    ...{ "funnel:intents": 2, "funnel:refused": 1 },
  });
});
