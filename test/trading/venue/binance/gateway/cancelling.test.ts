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

describe("a cancel of an order whose replace is not answered", () => {
  /** An order that works, and whose replace got lost on its way. */
  function replaceLost() {
    const world = new GatewayWorld().settle();
    const oldId = world.place({ lots: 10_000 });
    world.arrive();
    world.fate = (method) => (method === "order.cancelReplace" ? "UNDONE_LOST" : "DONE");
    const mode = "STOP_ON_FAILURE";
    world.core.replace({ oldId, ticket: world.ticket({ lots: 5_000 }), mode }, world.now);
    world.flush();
    return { world, oldId };
  }

  test("leaves at once: a replace is no cancel that one could wait for", () => {
    const { world, oldId } = replaceLost();
    world.cancel(oldId);
    world.flush();
    expect(openOf(world)).toBe(0);
  });

  test("leaves at once when all is to be cancelled", () => {
    const { world } = replaceLost();
    world.core.cancelAll("kill", world.now);
    world.flush();
    expect(openOf(world)).toBe(0);
    world.pass(60);
    expect(world.core.isSettled).toBe(true);
  });

  test("is sent once while it is not answered", () => {
    const { world, oldId } = replaceLost();
    const before = world.written.length;
    world.fate = (method) => (method === "order.cancel" ? "UNDONE_LOST" : "DONE");
    world.cancel(oldId);
    for (let look = 0; look < 5; look += 1) world.pass(0.05);
    const written = world.written.slice(before);
    expect(written.filter((method) => method.startsWith("order."))).toEqual(["order.cancel"]);
  });

  test("that the venue refuses frees no way for a second replace beside the first", () => {
    const { world, oldId } = replaceLost();
    const refused = refuseCancels(world, -2_015, 1);
    world.cancel(oldId);
    world.flush();
    world.arrive();
    expect(refused()).toBe(1);
    const mode = "STOP_ON_FAILURE";
    world.core.replace({ oldId, ticket: world.ticket({ lots: 4_000 }), mode }, world.now);
    world.flush();
    expect(world.unsent).toEqual(["REJECTED a request of it is under way"]);
  });
});
