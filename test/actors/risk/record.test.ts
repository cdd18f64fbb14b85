/** What risk puts on record of each verdict, and what it does when nothing can be recorded any more. */
import { describe, expect, test } from "bun:test";
import risk from "../../../actors/risk.ts";
import { ActorWorld, PlayedActor } from "../actor-kit.ts";
import { FACTS } from "../desk-kit.ts";

const ARGS = { bookAgeMsMax: 500, priceCollarBps: 500, orderPositionFractionMax: 0.5 };
const LIMITS = { positionLots: { 0: 20 }, orderLots: {}, orderRatePerS: 10 };
const TOP = { state: "LIVE", bidTicks: 9_999, askTicks: 10_001, sequence: 42 } as const;
const idOf = (counter: number) => `o000070300${String(counter).padStart(6, "0")}`;

function gateOf() {
  const options = { name: "risk", number: 1, kind: "risk", facts: FACTS, incarnation: 1 };
  const aliases = { lastTrading: "trading", lastOrders: "recentOrders" };
  const world = new ActorWorld({ ...options, aliases });
  world.show("top", 0, { ...TOP, bidLots: 5, askLots: 5, receivedAt: 1e9 - 1e6 });
  const actor = new PlayedActor(risk, world, ARGS);
  const about = { instruments: [0], limits: LIMITS };
  const peer = { name: "maker", kind: "strategy", number: 3, state: "ATTACHED", incarnation: 1 };
  actor.handle("peer", { ...peer, about });
  const intend = (orderId: string, change: object = {}) => {
    const kind = { action: "NEW", style: "GTC", replaces: "" };
    const order = { ...kind, side: "BUY", instrument: 0, priceTicks: 10_010, lots: 5 };
    const times = { validUntil: 2e9, decidedAt: 0.9e9 };
    const basis = { basisFrom: 6, basisSequence: 77, basisAt: 0.8e9 };
    actor.handle("intent", { ...order, ...times, ...basis, orderId, ...change }, "maker");
  };
  const said = () => world.said.map(({ name, body }) => `${name} ${body.verdict ?? ""}`.trim());
  return { world, actor, intend, said };
}

describe("what risk puts on record", () => {
  test("every number beside its limit, and what the order was based on, before the approval", () => {
    const { world, intend, said } = gateOf();
    intend(idOf(1));
    expect(said()).toEqual(["check APPROVED", "approved"]);
    expect(world.heard("check")).toEqual([
      {
        ...{ action: "NEW", style: "GTC", replaces: "" },
        ...{ verdict: "APPROVED", side: "BUY", instrument: 0, strategy: 3, orderId: idOf(1) },
        ...{ priceTicks: 10_010, lots: 5, validUntil: 2e9, decidedAt: 0.9e9, checkedAt: 1e9 },
        ...{ basisFrom: 6, basisSequence: 77, basisAt: 0.8e9, intentSequence: 2 },
        ...{ bookSequence: 42, bidTicks: 9_999, askTicks: 10_001 },
        ...{ bookAgeNs: 1e6, bookAgeNsMax: 500e6, orderLotsMax: 10 },
        ...{ positionLots: 0, workingBuyLots: 0, workingSellLots: 0 },
        ...{ worstLots: 5, positionLotsMax: 20, collarBps: 10, collarBpsMax: 500 },
        ...{ orderRate: 1, orderRateMax: 10 },
      },
    ]);
    intend(idOf(2), { side: "SELL" });
    expect(world.heard("check").at(-1)).toMatchObject({
      ...{ workingBuyLots: 5, worstLots: -5, orderRate: 2 },
    });
  });

  test("of a refusal too, with NaN for what nobody can say; of a cancel nothing", () => {
    const { world, intend, said } = gateOf();
    intend(idOf(1), { lots: 2 ** 53 });
    expect(said()).toEqual(["check REFUSED", "refused"]);
    expect(world.heard("check")).toMatchObject([{ lots: 2 ** 53, worstLots: Number.NaN }]);
    intend(idOf(1), { action: "CANCEL" });
    expect(said()).toEqual(["check REFUSED", "refused", "approved"]);
  });

  test("what there is no room to record is not approved", () => {
    const { world, actor, intend } = gateOf();
    world.room = 0;
    intend(idOf(1));
    world.room = Number.POSITIVE_INFINITY;
    actor.settle();
    expect(world.heard("approved")).toEqual([]);
    expect(world.heard("refused")).toMatchObject([{ reason: "GATE_ERROR", name: "backpressure" }]);
    expect(world.counters).toMatchObject({ "risk:checksDropped": 1 });
  });
});

describe("a journal that writes no more", () => {
  test("halts trading, without the kill latch, and a life of it that writes frees it", () => {
    const { world, actor, intend } = gateOf();
    world.show("progress", 0, { state: "HALTED" });
    actor.settle();
    expect(world.on("trading", 0)).toEqual({ state: "HALTED", epoch: 1, killed: 0 });
    expect(world.logs).toEqual(["error trading is halted: the journal writes no more"]);
    intend(idOf(1));
    expect(world.heard("refused")).toMatchObject([{ reason: "HALTED" }]);
    world.show("progress", 0, { state: "WRITING" });
    actor.settle();
    expect(world.on("trading", 0)).toMatchObject({ state: "ACTIVE" });
    intend(idOf(2));
    expect(world.heard("approved")).toHaveLength(1);
  });

  test("halts a risk that begins while it is halted", () => {
    const facts = { name: "risk", number: 1, kind: "risk", facts: FACTS, incarnation: 2 };
    const world = new ActorWorld({ ...facts, aliases: { lastTrading: "trading" } });
    world.show("progress", 0, { state: "HALTED" });
    new PlayedActor(risk, world, ARGS);
    expect(world.on("trading", 0)).toMatchObject({ state: "HALTED", killed: 0 });
  });
});
