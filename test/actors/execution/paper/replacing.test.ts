/** The paper gateway: one order in the place of another, one made smaller, and how an order may fill. */
import { describe, expect, test } from "bun:test";
import { FACTS } from "../../desk-kit.ts";
import { paperWorld, playPaper } from "../kit/paper-desk.ts";

const A = "o0000703001000a1";
const B = "o0000703001000b2";
const C = "o0000703001000c3";

function gatewayOf(world = paperWorld()) {
  const { actor, approve } = playPaper(world, { priceTicks: 99 });
  const told = () => world.heard("event").map(({ kind, orderId }) => `${orderId} ${kind}`);
  const last = () => world.heard("event").at(-1);
  return { world, actor, approve, told, last };
}

/** A gateway with `A`, of 8 lots to buy at 99, at work. */
function working() {
  const made = gatewayOf();
  made.approve(A);
  made.world.fire();
  return made;
}

const replace = (replaces: string, change: object = {}) => ({
  action: "REPLACE",
  replaces,
  ...change,
});

describe("paper: a replace", () => {
  test("ends the old order, and then the new one works under its own id", () => {
    const { world, approve, told } = working();
    approve(B, replace(A, { priceTicks: 98 }));
    expect(told()).toEqual([`${A} SENT`, `${A} ACK`, `${B} SENT`]);
    world.fire();
    expect(told().slice(3)).toEqual([`${A} CANCELED`, `${B} ACK`]);
    expect(world.heard("event").at(-2)).toMatchObject({ reason: `replaced by ${B}` });
    expect(world.on("openOrder", 1)).toMatchObject({
      orderId: B,
      state: "WORKING",
      priceTicks: 98,
    });
    expect(world.on("openOrder", 0)).toMatchObject({ state: "FREE" });
  });

  test("of an order that is filled meanwhile brings no new one", () => {
    const { world, actor, approve, told, last } = working();
    approve(B, replace(A));
    actor.handle("trade", { instrument: 0, aggressor: "SELL", priceTicks: 98, lots: 8 }, "feed");
    world.fire();
    expect(told().slice(3)).toEqual([`${A} FILL`, `${B} REJECTED`]);
    expect(last()).toMatchObject({ reason: `order ${A} is over`, leavesLots: 0, sentAt: 1e9 });
  });

  test("two of one order: the first takes its place, and the second never works", () => {
    const { world, approve, told } = working();
    approve(B, replace(A));
    approve(C, replace(A));
    world.fire();
    expect(told().slice(4)).toEqual([`${A} CANCELED`, `${B} ACK`, `${C} REJECTED`]);
  });

  test.each([
    ["that nobody knows", C, {}],
    ["of another strategy", A, { strategy: 4 }],
    ["of another instrument", A, { instrument: 1 }],
    ["of the other side", A, { side: "SELL" }],
  ])("of an order %s is refused, and never sent", (_what, old, change) => {
    const { world, approve, last } = working();
    approve(B, replace(old, change));
    expect(last()).toMatchObject({ kind: "REJECTED", sentAt: Number.NaN, orderId: B });
    expect(last()).toMatchObject({ reason: "order to replace is not working" });
    world.fire();
    expect(world.on("openOrder", 0)).toMatchObject({ orderId: A, state: "WORKING" });
  });

  test("of an order that is still on its way is refused", () => {
    const { approve, told } = gatewayOf();
    approve(A);
    approve(B, replace(A));
    expect(told()).toEqual([`${A} SENT`, `${B} REJECTED`]);
  });

  test("under an old epoch, or too late, leaves the old order alone", () => {
    const { world, approve, told } = working();
    approve(B, replace(A, { riskEpoch: 3 }));
    approve(C, replace(A, { validUntil: 1 }));
    world.fire();
    expect(told().slice(2)).toEqual([`${B} EXPIRED`, `${C} EXPIRED`]);
    expect(world.on("openOrder", 0)).toMatchObject({ orderId: A, state: "WORKING" });
  });

  test("that a restart finds on its way ends the old order all the same", () => {
    const { world, approve } = working();
    approve(B, replace(A));
    const next = gatewayOf(paperWorld({ boards: world.boards, incarnation: 2 }));
    next.world.fire();
    expect(next.told()).toEqual([`${A} CANCELED`, `${B} ACK`]);
  });
});

describe("paper: an amendment", () => {
  test("makes the order smaller after the pause, in its place in the queue", () => {
    const { world, actor, approve, told, last } = working();
    approve(A, { action: "AMEND", lots: 3 });
    expect(told()).toHaveLength(2);
    world.fire();
    expect(last()).toMatchObject({ kind: "AMENDED", orderLots: 3, leavesLots: 3, orderId: A });
    expect(world.on("openOrder", 0)).toMatchObject({ state: "WORKING", orderLots: 3 });
    // Five lots were shown at its price before it: they still stand before it, and no more.
    actor.handle("trade", { instrument: 0, aggressor: "SELL", priceTicks: 99, lots: 7 }, "feed");
    expect(last()).toMatchObject({ kind: "FILL", deltaLots: 2, leavesLots: 1 });
  });

  test.each([8, 9, 2])("to %d lots of 8 with 2 filled is rejected, and nothing changes", (lots) => {
    const { world, actor, approve, last } = working();
    actor.handle("trade", { instrument: 0, aggressor: "SELL", priceTicks: 98, lots: 2 }, "feed");
    approve(A, { action: "AMEND", lots });
    world.fire();
    expect(last()).toMatchObject({ kind: "AMEND_REJECTED", orderLots: 8, leavesLots: 6 });
  });

  test("of an order that ends meanwhile says nothing more of it", () => {
    const { world, approve, told } = working();
    approve(A, { action: "CANCEL" });
    approve(A, { action: "AMEND", lots: 3 });
    world.fire();
    expect(told().slice(2)).toEqual([`${A} CANCELED`]);
  });

  test("under an old epoch is rejected, and the order goes on", () => {
    const { world, approve, last } = working();
    approve(A, { action: "AMEND", lots: 3, riskEpoch: 3 });
    expect(last()).toMatchObject({ kind: "AMEND_REJECTED", reason: "old risk epoch" });
    world.fire();
    expect(world.on("openOrder", 0)).toMatchObject({ state: "WORKING", orderLots: 8 });
  });

  test("that waits for the disk does not keep a cancel of the order from leaving", () => {
    const { world, approve } = working();
    const facts = { ...FACTS, durability: "sync" as const };
    Object.assign(world.ctx as object, { common: facts });
    approve(A, { action: "AMEND", lots: 3 });
    approve(A, { action: "CANCEL" });
    world.fire();
    expect(world.on("openOrder", 0)).toMatchObject({ state: "FREE" });
  });
});

describe("paper: how an order may fill", () => {
  const fills = (style: string, priceTicks: number, lots: number) => {
    const { world, approve } = gatewayOf();
    approve(A, { style, priceTicks, lots });
    world.fire();
    return world.heard("event").map(({ kind, deltaLots }) => `${kind} ${deltaLots}`);
  };

  test.each([
    ["IOC", 101, 8, ["SENT 0", "ACK 0", "FILL 5", "EXPIRED 0"]],
    ["IOC", 99, 8, ["SENT 0", "ACK 0", "EXPIRED 0"]],
    ["IOC", 102, 8, ["SENT 0", "ACK 0", "FILL 5", "FILL 3"]],
    ["FOK", 101, 8, ["SENT 0", "ACK 0", "EXPIRED 0"]],
    ["FOK", 102, 8, ["SENT 0", "ACK 0", "FILL 5", "FILL 3"]],
    ["POST_ONLY", 101, 8, ["SENT 0", "REJECTED 0"]],
    ["POST_ONLY", 100, 8, ["SENT 0", "ACK 0"]],
    ["GTC", 101, 8, ["SENT 0", "ACK 0", "FILL 5"]],
  ])("%s at %d for %d lots", (style, priceTicks, lots, kinds) => {
    expect(fills(style, priceTicks, lots)).toEqual(kinds);
  });
});
