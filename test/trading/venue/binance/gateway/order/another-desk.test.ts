/** Another desk on the same account, whose ids are made in the same way: its orders are a stranger's. */
import { describe, expect, test } from "bun:test";
import { makeOrderId } from "../../../../../../src/trading/order/order-id.ts";
import { order as requestOf } from "../../../simulated/exchange/kit/played-exchange.ts";
import { GatewayWorld } from "../kit/gateway-world.ts";
import { DESK, INSTRUMENTS, OWN } from "../kit/spot-venue.ts";

const PRICE = 2_000_000;
const ORIGIN = { ...DESK, actor: 3, incarnation: 1 };
/** It was begun in the same second, and has an actor of the same number. */
const ANOTHER = makeOrderId({ ...ORIGIN, instance: "Ky" }, 5);
/** Of a desk without an instance, begun two seconds later. */
const LATER = "o000090300100005";
const [FIRST = 0] = INSTRUMENTS.map(({ number }) => number);

function places(world: GatewayWorld, clientOrderId: string, lots = 5_000): undefined {
  const wanted = { symbol: "BTCUSDT", timeInForce: "GTC", type: "LIMIT", side: "BUY" } as const;
  const request = requestOf({ ...wanted, priceTicks: PRICE, lots, clientOrderId });
  const placed = world.venue.exchange.place(OWN, request, world.at);
  if (!placed.ok) throw new Error(placed.failure.msg);
}

const openAt = (world: GatewayWorld) =>
  world.venue.exchange.openOrders(OWN, null).map(({ clientOrderId }) => clientOrderId);

describe.each([
  ["with an instance of its own", ANOTHER],
  ["without an instance, of a later run than ours", LATER],
])("an order of another desk %s", (_whose, id) => {
  test("is never touched, also behind a new life", () => {
    const world = new GatewayWorld().settle();
    places(world, id);
    world.pass(20);
    world.crash();
    world.rest();
    world.pass(20);
    expect(openAt(world)).toEqual([id]);
    expect(world.written).not.toContain("order.cancel");
    expect(world.record.kindsOf(id)).toEqual([]);
  });

  test("that is filled enters no position of this desk, and halts the instrument", () => {
    const world = new GatewayWorld().settle();
    places(world, id);
    world.other({ symbol: "BTCUSDT", side: "SELL", priceTicks: PRICE, lots: 2_000 });
    world.pass(5);
    expect(world.record.position()[FIRST]).toBe(0);
    expect(world.core.refusalOf(FIRST, world.now)).toBe("instrument halted");
    expect(world.alarms.join()).toContain("is not of this desk, and was filled");
  });
});

test("an order of an earlier life of this desk is adopted and cancelled, by its instance", () => {
  const world = new GatewayWorld().settle();
  world.crash();
  places(world, makeOrderId(ORIGIN, 9));
  world.events.length = 0;
  world.rest();
  world.pass(20);
  expect(openAt(world)).toEqual([]);
});

test("what stands under an id of ours, and is larger than was approved, counts in full and halts", () => {
  const world = new GatewayWorld().settle();
  const ticket = world.ticket({ lots: 100, priceTicks: 2_500_000 });
  places(world, ticket.id);
  world.events.length = 0;
  world.core.place(ticket, world.now);
  world.flush();
  world.pass(5);
  expect(world.core.get(ticket.id)?.orderLots).toBe(5_000);
  expect(world.core.refusalOf(FIRST, world.now)).toBe("instrument halted");
  const said = `order ${ticket.id} has 5000 lots at 2000000 ticks at the venue, and 100 at 2500000 were approved`;
  expect(world.alarms.filter((text) => text.includes(said))).toHaveLength(1);
});

test("what stands under an id of ours at another price halts, though it is as large", () => {
  const world = new GatewayWorld().settle();
  const ticket = world.ticket({ lots: 5_000, priceTicks: 2_500_000 });
  places(world, ticket.id);
  world.events.length = 0;
  world.core.place(ticket, world.now);
  world.flush();
  world.pass(5);
  expect(world.core.refusalOf(FIRST, world.now)).toBe("instrument halted");
});
