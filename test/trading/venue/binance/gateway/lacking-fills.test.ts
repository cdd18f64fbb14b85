/** The venue tells of more fills than there are trades: the instrument halts, whatever the answers were. */
import { describe, expect, test } from "bun:test";
import { GatewayWorld } from "./kit/gateway-world.ts";

/** An order of which the venue says that 500 lots are filled, and has no trade. */
function lacking() {
  const world = new GatewayWorld().settle();
  const id = world.place({ lots: 10_000 });
  world.arrive();
  const order = world.core.get(id);
  if (order === null) throw new Error("the order works");
  const { about: instrument, venueOrderId } = order;
  world.core.heard(
    {
      ...{ kind: "ORDER", execution: "TRADE", executionText: "TRADE", requestId: "", side: "BUY" },
      ...{ status: "PARTIAL", statusText: "PARTIALLY_FILLED", priceTicks: 3_000_000 },
      ...{ orderLots: 10_000, cumLots: 500, preventedLots: 0, fill: null, isOnBook: true },
      ...{ instrument, id, venueOrderId, reason: "", timeUs: world.at, drift: [] },
    } as never,
    world.now,
  );
  const halts = () => world.alarms.filter((text) => text.includes("lacks fills"));
  return { world, order, halts };
}

describe("an order that lacks fills of which the venue told", () => {
  for (let from = 1; from <= 12; from += 1) {
    test(`halts its instrument, once, though look ${from} at its trades fails`, () => {
      const { world, order, halts } = lacking();
      world.fate = (method) =>
        method === "myTrades" && order.fillTries === from ? "UNDONE_5XX" : "DONE";
      world.pass(300);
      expect(order.missingLots).toBe(500);
      expect(halts()).toHaveLength(1);
    });
  }

  test("halts nothing while no list of its trades has come", () => {
    const { world, order, halts } = lacking();
    world.fate = (method) => (method === "myTrades" ? "UNDONE_5XX" : "DONE");
    world.pass(120);
    expect(order.fillTries).toBeGreaterThan(5);
    expect(halts()).toEqual([]);
  });
});
