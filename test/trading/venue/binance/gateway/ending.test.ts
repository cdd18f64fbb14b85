/** What was to be cancelled when the gateway died is cancelled by its next life. */
import { describe, expect, test } from "bun:test";
import { venueError } from "../../../../../src/trading/venue/simulated/wire/request/venue-error.ts";
import { order } from "../../simulated/exchange/kit/played-exchange.ts";
import { GatewayWorld } from "./kit/gateway-world.ts";
import { OWN } from "./kit/spot-venue.ts";

const open = (world: GatewayWorld) => world.venue.exchange.openOrders(OWN, null);
const lastOf = (world: GatewayWorld, id: string) => world.record.sayings(id).at(-1);

/** Settled, at a venue that hears no cancel. */
function deaf(): GatewayWorld {
  const world = new GatewayWorld().settle();
  world.fate = (method) => (method === "order.cancel" ? "UNDONE_LOST" : "DONE");
  return world;
}

/** An order of this desk's making that nobody here knows, found by a look; its cancels are lost. */
function withOrphan() {
  const world = deaf();
  const id = world.nextId();
  const limit = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC" } as const;
  const lost = { ...limit, priceTicks: 2_900_000, lots: 10_000, clientOrderId: id };
  world.venue.exchange.place(OWN, order(lost), world.at);
  world.events.length = 0;
  world.until(() => world.record.kindsOf(id).includes("ACK"), 30);
  expect(open(world)).toHaveLength(1);
  return { world, id };
}

describe("the next life cancels", () => {
  test("an orphan, and says why as the one before would have", () => {
    const { world, id } = withOrphan();
    world.crash();
    world.fate = () => "DONE";
    world.rest();
    expect(open(world)).toEqual([]);
    expect(lastOf(world, id)).toMatchObject({
      kind: "CANCELED",
      reason: "orphan: nobody here sent it",
    });
  });

  test("an orphan that two lives could not cancel", () => {
    const { world } = withOrphan();
    world.crash();
    world.pass(5);
    world.crash();
    world.fate = () => "DONE";
    world.rest();
    expect(open(world)).toEqual([]);
  });

  test("what our own side wanted gone, and what its strategy did", () => {
    for (const reason of ["desk stops", ""]) {
      const world = deaf();
      const id = world.place();
      world.arrive();
      world.core.cancel(id, reason, world.now);
      world.flush();
      world.crash();
      world.fate = () => "DONE";
      world.rest();
      expect(open(world)).toEqual([]);
      expect(lastOf(world, id)).toMatchObject({ kind: "CANCELED", reason });
    }
  });

  test("what was on its way, too", () => {
    const world = deaf();
    const id = world.place();
    world.cancel(id);
    world.crash();
    world.fate = () => "DONE";
    world.rest();
    expect(open(world)).toEqual([]);
    world.expectTruth();
  });
});

describe("the next life leaves alone", () => {
  test("what nobody wanted gone", () => {
    const world = new GatewayWorld().settle();
    world.place();
    world.arrive();
    world.crash();
    world.rest();
    expect(open(world)).toHaveLength(1);
  });

  test("what the venue would not cancel for its strategy, which was told", () => {
    const world = new GatewayWorld().settle();
    const id = world.place();
    world.arrive();
    const error = venueError(-2_026, "no");
    const isCancel = ({ name }: { readonly name: string }) => name === "order.cancel";
    const refused = { kind: "ERROR", isDone: false, error } as const;
    world.venue.faults = { verdict: (call) => (isCancel(call) ? refused : { kind: "NONE" }) };
    world.cancel(id);
    world.arrive();
    expect(lastOf(world, id)?.kind).toBe("CANCEL_REJECTED");
    world.venue.faults = { verdict: () => ({ kind: "NONE" }) };
    world.crash();
    world.rest();
    expect(open(world)).toHaveLength(1);
  });
});
