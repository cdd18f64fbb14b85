/** The search for orders in doubt costs little, however many there are and however much was traded before. */
import { describe, expect, test } from "bun:test";
import { venueError } from "../../../../../../src/trading/venue/simulated/wire/request/venue-error.ts";
import { order as requestOf } from "../../../simulated/exchange/kit/played-exchange.ts";
import { GatewayWorld } from "../kit/gateway-world.ts";
import { OTHER, OWN } from "../kit/spot-venue.ts";

const AT = { symbol: "BTCUSDT", type: "LIMIT", timeInForce: "GTC", priceTicks: 3_000_000 } as const;
/** Of the venue: 6,000 a minute. Of what holds before the venue told of it: 1,200. */
const WEIGHTS = new Map([
  ["allOrders", 20],
  ["myTrades", 20],
  ["openOrders.status", 6],
  ["order.status", 4],
  ["exchangeInfo", 20],
  ["order.place", 1],
]);
const OTHERS_WEIGHT = 20;

/** Orders of this account, made by hand or by earlier runs, each filled. */
function traded(world: GatewayWorld, count: number, idOf: (at: number) => string): undefined {
  const { exchange } = world.venue;
  for (let at = 0; at < count; at += 1) {
    const about = { ...AT, side: "SELL", lots: 1_000, clientOrderId: idOf(at) } as const;
    exchange.place(OWN, requestOf(about), world.at);
    exchange.place(OTHER, requestOf({ ...AT, side: "BUY", lots: 1_000 }), world.at);
  }
  world.events.length = 0;
}

function weightSince(world: GatewayWorld, from: number): number {
  return world.written
    .slice(from)
    .filter((method) => method !== "time" && !method.startsWith("userData"))
    .reduce((sum, method) => sum + (WEIGHTS.get(method) ?? OTHERS_WEIGHT), 0);
}

/** Eight orders leave, and the gateway dies with none of their answers: none came to the venue. */
function dieWithEight(world: GatewayWorld): undefined {
  world.fate = (method) => (method === "order.place" ? "UNDONE_LOST" : "DONE");
  for (let orders = 0; orders < 8; orders += 1) world.place();
  world.crash();
}

describe("a next life with eight orders in doubt and five hundred trades that are not of it", () => {
  for (const [whose, idOf] of [
    ["of an earlier run", (at: number) => `o0000603001${at.toString().padStart(5, "0")}`],
    ["made by hand", (at: number) => `hand${at}`],
  ] as const) {
    test(`asks with no more than a minute's first allowance, when they are ${whose}`, () => {
      const world = new GatewayWorld().settle();
      dieWithEight(world);
      traded(world, 500, idOf);
      const from = world.written.length;
      world.pass(45);
      expect(world.core.live()).toEqual([]);
      expect(weightSince(world, from)).toBeLessThan(1_200);
      expect(
        world.written.slice(from).filter((method) => method === "allOrders").length,
      ).toBeLessThan(9);
      expect(world.core.isSettled).toBeTrue();
    });
  }

  test("asks nothing about trades that the life before told of", () => {
    const world = new GatewayWorld().settle();
    for (let orders = 0; orders < 20; orders += 1) {
      world.other({ side: "SELL", priceTicks: AT.priceTicks, lots: 1_000 });
      world.place({ lots: 1_000 });
      world.arrive();
    }
    expect(world.record.fills()).toHaveLength(20);
    dieWithEight(world);
    const from = world.written.length;
    world.pass(45);
    expect(world.core.live()).toEqual([]);
    expect(world.written.slice(from)).not.toContain("allOrders");
  });
});

test("orders that are in doubt together share one search", () => {
  const world = new GatewayWorld().settle();
  dieWithEight(world);
  const from = world.written.length;
  // The window of the life before is over: whole rounds have begun, of all eight.
  world.pass(22);
  const methods = world.written.slice(from);
  const searches = methods.filter((method) => method === "myTrades").length;
  // An order in doubt looks at the open orders itself, and a pass looks at both of each instrument.
  const looks = methods.filter((method) => method === "openOrders.status").length;
  expect(looks - searches).toBeGreaterThanOrEqual(7);
  expect(searches).toBeLessThan(22);
});

test("a trade that was told of an order in doubt is no absence of it: its end is found behind it", () => {
  const world = new GatewayWorld().settle();
  const id = world.place({ lots: 10_000 });
  world.other({ side: "SELL", priceTicks: AT.priceTicks, lots: 1_000 });
  world.arrive();
  const { exchange } = world.venue;
  const [open] = exchange.openOrders(OWN, null);
  const call = { symbol: "BTCUSDT", orderId: open?.orderId ?? 0, clientOrderId: "" } as const;
  world.isPrivateOff = true;
  exchange.cancel(OWN, { ...call, newClientOrderId: "", restriction: "NONE" }, world.at);
  const error = venueError(-2_013, "Order does not exist.");
  world.venue.faults = {
    verdict: ({ name }) =>
      name === "order.status" ? { kind: "ERROR", isDone: false, error } : { kind: "NONE" },
  };
  world.crash();
  world.pass(60);
  expect(world.record.kindsOf(id)).toContain("CANCELED");
  expect(world.core.refusalOf(0, world.now)).toBeNull();
});
