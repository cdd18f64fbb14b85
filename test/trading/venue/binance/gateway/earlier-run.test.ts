/** What an order of an earlier run filled is in no position of this one, however often the gateway begins. */
import { describe, expect, test } from "bun:test";
import { order as requestOf } from "../../simulated/exchange/kit/played-exchange.ts";
import { GatewayWorld } from "./kit/gateway-world.ts";
import { OTHER, OWN } from "./kit/spot-venue.ts";

/** The run of the world is the seventh. */
const OLD_ID = "o000060300100001";
const MINUTE_US = 60e6;
const AT = { symbol: "BTCUSDT", type: "LIMIT", timeInForce: "GTC", priceTicks: 3_000_000 } as const;

type Fills = { readonly lots: number; readonly earlierLots: number };

/** An order of the run before, of which somebody has bought a part already. */
function withOldOrder(
  { lots, earlierLots }: Fills,
  beforeUs = MINUTE_US,
): { readonly world: GatewayWorld; readonly cancel: () => undefined } {
  const world = new GatewayWorld();
  const { exchange } = world.venue;
  const at = world.at - beforeUs;
  const placed = exchange.place(
    OWN,
    requestOf({ ...AT, side: "BUY", lots, clientOrderId: OLD_ID }),
    at,
  );
  if (!placed.ok) throw new Error(placed.failure.msg);
  const { orderId } = placed.value;
  exchange.place(OTHER, requestOf({ ...AT, side: "SELL", lots: earlierLots }), at);
  world.events.length = 0;
  const call = { symbol: "BTCUSDT", orderId, clientOrderId: "", newClientOrderId: "" } as const;
  const cancel = () => {
    exchange.cancel(OWN, { ...call, restriction: "NONE" }, at);
    world.events.length = 0;
    return undefined;
  };
  return { world, cancel };
}

const nextLife = (world: GatewayWorld): undefined => {
  world.crash();
  world.rest();
  world.pass(25);
};

const filledOf = (world: GatewayWorld) => world.record.position()[0];

describe("an order of an earlier run", () => {
  test("counts for nothing when it was over before this run, in no life of the gateway", () => {
    const { world, cancel } = withOldOrder({ lots: 3_000, earlierLots: 1_000 });
    cancel();
    world.settle();
    world.rest();
    for (let life = 0; life < 3; life += 1) nextLife(world);
    expect(filledOf(world)).toBe(0);
    expect(world.record.kindsOf(OLD_ID)).toEqual([]);
  });

  for (const beforeUs of [MINUTE_US, 100_000]) {
    test(`counts for nothing when it was filled ${beforeUs / 1e6} s before it was adopted`, () => {
      const { world } = withOldOrder({ lots: 3_000, earlierLots: 1_000 }, beforeUs);
      world.settle();
      world.rest();
      expect(world.record.kindsOf(OLD_ID)).toContain("CANCELED");
      for (let life = 0; life < 2; life += 1) nextLife(world);
      expect(filledOf(world)).toBe(0);
    });
  }

  for (const [when, isDead] of [
    ["the gateway has it", false],
    ["the gateway is dead", true],
  ] as const) {
    test(`counts with what is filled while ${when}, and with no lot more`, () => {
      const { world } = withOldOrder({ lots: 3_000, earlierLots: 1_000 });
      world.fate = (method) => (method === "order.cancel" ? "UNDONE_5XX" : "DONE");
      world.core.linkUp(world.now);
      world.flush();
      world.until(() => world.core.get(OLD_ID) !== null, 20);
      world.pass(2);
      world.isPrivateOff = isDead;
      world.other({ side: "SELL", priceTicks: AT.priceTicks, lots: 500 });
      if (!isDead) world.pass(2);
      world.fate = () => "DONE";
      for (let life = 0; life < 3; life += 1) nextLife(world);
      expect(world.record.kindsOf(OLD_ID)).toContain("CANCELED");
      expect(filledOf(world)).toBe(500);
    });
  }

  test("counts with a fill that only the history has, behind those of before", () => {
    const { world } = withOldOrder({ lots: 3_000, earlierLots: 1_000 });
    world.fate = (method) => (method === "order.cancel" ? "UNDONE_5XX" : "DONE");
    world.settle();
    world.isPrivateOff = true;
    world.other({ side: "SELL", priceTicks: AT.priceTicks, lots: 500 });
    world.pass(30);
    expect(filledOf(world)).toBe(500);
    world.isPrivateOff = false;
    world.fate = () => "DONE";
    world.pass(30);
    nextLife(world);
    expect(filledOf(world)).toBe(500);
  });
});

test("an order of this run that is filled while the gateway is dead counts once", () => {
  const world = new GatewayWorld().settle();
  const id = world.place();
  world.arrive();
  world.isPrivateOff = true;
  world.other({ side: "SELL", priceTicks: AT.priceTicks, lots: 10_000 });
  for (let life = 0; life < 3; life += 1) nextLife(world);
  expect(world.record.kindsOf(id).filter((kind) => kind === "FILL")).toEqual(["FILL"]);
  world.expectTruth();
});

test("an order that left with the last breath, and of which nothing is said, counts once", () => {
  const world = new GatewayWorld().settle();
  world.core.place(world.ticket(), world.now);
  world.crashUnsaid();
  world.other({ side: "SELL", priceTicks: AT.priceTicks, lots: 10_000 });
  world.rest();
  for (let life = 0; life < 2; life += 1) nextLife(world);
  expect(filledOf(world)).toBe(10_000);
  world.expectTruth();
});
