/** A cancel is given up only where the venue speaks of the order; one of a bad request is sent again. */
import { describe, expect, test } from "bun:test";
import { venueError } from "../../../../../src/trading/venue/simulated/wire/request/venue-error.ts";
import { order as requestOf } from "../../simulated/exchange/kit/played-exchange.ts";
import { GatewayWorld } from "./kit/gateway-world.ts";
import { OWN } from "./kit/spot-venue.ts";

/** The venue refuses so many cancels, with a code. Returns how often it did. */
function refuseCancels(world: GatewayWorld, code: number, times: number): () => number {
  let refused = 0;
  const error = venueError(code, "no");
  world.venue.faults = {
    verdict: ({ name }) => {
      if (name !== "order.cancel" || refused >= times) return { kind: "NONE" };
      refused += 1;
      return { kind: "ERROR", isDone: false, error };
    },
  };
  return () => refused;
}

const openOf = (world: GatewayWorld) => world.venue.exchange.openOrders(OWN, null).length;

describe("a cancel that is refused for the request", () => {
  for (const code of [-2_014, -2_015, -1_002, -1_021, -2_999]) {
    test(`is sent again (${code}), and its strategy hears of no refusal`, () => {
      const world = new GatewayWorld().settle();
      const id = world.place();
      world.arrive();
      const refused = refuseCancels(world, code, 2);
      world.cancel(id);
      world.pass(30);
      expect(refused()).toBe(2);
      expect(openOf(world)).toBe(0);
      expect(world.record.kindsOf(id)).toEqual(["SENT", "ACK", "CANCELED"]);
    });
  }

  test("is sent again after a pause that grows to 8 s, and is told to people once", () => {
    const world = new GatewayWorld().settle();
    const id = world.place();
    world.arrive();
    const refused = refuseCancels(world, -2_015, Number.POSITIVE_INFINITY);
    world.cancel(id);
    world.pass(60);
    expect(refused()).toBeGreaterThan(8);
    expect(refused()).toBeLessThan(16);
    expect(world.alarms.filter((text) => text.includes("its cancel was refused"))).toHaveLength(1);
  });
});

describe("a cancel that is refused for the order", () => {
  test("is given up when a strategy asked for it, and told once", () => {
    const world = new GatewayWorld().settle();
    const id = world.place();
    world.arrive();
    const refused = refuseCancels(world, -2_026, Number.POSITIVE_INFINITY);
    world.cancel(id);
    world.pass(30);
    expect(refused()).toBe(1);
    expect(world.record.kindsOf(id)).toEqual(["SENT", "ACK", "CANCEL_REJECTED"]);
  });

  test("is sent on and on when the desk wants the order gone", () => {
    const world = new GatewayWorld().settle();
    world.place();
    world.arrive();
    refuseCancels(world, -2_026, 3);
    world.core.cancelAll("desk stops", world.now);
    world.flush();
    world.pass(30);
    expect(openOf(world)).toBe(0);
  });

  test("is sent on and on for an orphan", () => {
    const world = new GatewayWorld();
    const lost = { symbol: "BTCUSDT", type: "LIMIT", timeInForce: "GTC", side: "BUY" } as const;
    const clientOrderId = "o000070300100009";
    const about = { ...lost, priceTicks: 3_000_000, lots: 3_000, clientOrderId };
    world.venue.exchange.place(OWN, requestOf(about), world.at);
    world.events.length = 0;
    refuseCancels(world, -2_026, 3);
    world.settle();
    world.pass(60);
    expect(openOf(world)).toBe(0);
  });
});
