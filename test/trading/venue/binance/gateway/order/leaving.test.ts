/** An amendment is looked at right before it is written, as a new order is: what is held back was never sent. */
import { describe, expect, test } from "bun:test";
import { GatewayWorld } from "../kit/gateway-world.ts";

const AMEND = "order.amend.keepPriority";

/** An order of 10,000 lots that works, and an amendment to 5,000 that waits for its turn. */
function waiting(): { readonly world: GatewayWorld; readonly id: string } {
  const world = new GatewayWorld().settle();
  const id = world.place();
  world.arrive();
  expect(world.core.amend(id, 5_000, world.now)).toBeNull();
  return { world, id };
}

function expectHeldBack(world: GatewayWorld, id: string, reason: string): undefined {
  world.flush();
  expect(world.written).not.toContain(AMEND);
  expect(world.record.sayings(id).at(-1)).toMatchObject({
    ...{ kind: "AMEND_REJECTED", reason, leavesLots: 10_000 },
  });
  expect(world.core.get(id)).toMatchObject({ isBusy: false, orderLots: 10_000, doubt: null });
  world.rest();
  world.expectTruth();
}

describe("an amendment that waits for its turn", () => {
  test("leaves when the last look lets it go, and is asked about once, as an amendment", () => {
    const { world, id } = waiting();
    const asked: string[] = [];
    world.look = (order, what) => {
      asked.push(`${what} ${order.id}`);
      return null;
    };
    world.flush();
    world.arrive();
    expect(asked).toEqual([`AMEND ${id}`]);
    expect(world.core.get(id)?.orderLots).toBe(5_000);
  });

  test.each(["EXPIRED", "REJECTED"] as const)(
    "does not leave when the last look says %s",
    (kind) => {
      const { world, id } = waiting();
      world.look = () => ({ kind, reason: "old risk epoch" });
      expectHeldBack(world, id, "old risk epoch");
    },
  );

  test("does not leave when the gateway has gone blind since", () => {
    const { world, id } = waiting();
    world.core.heard({ kind: "STREAM_ENDED" }, world.now);
    expectHeldBack(world, id, "not connected");
  });

  test("does not leave when its order is to be cancelled", () => {
    const { world, id } = waiting();
    world.core.cancel(id, "", world.now);
    world.flush();
    expect(world.written).not.toContain(AMEND);
    world.rest();
    expect(world.record.kindsOf(id).at(-1)).toBe("CANCELED");
  });

  test("does not leave when its order was filled meanwhile, and that is all that is said", () => {
    const { world, id } = waiting();
    world.other({ side: "SELL", priceTicks: 3_000_000, lots: 10_000 });
    while (world.events.length > 0) {
      const parcel = world.events.shift();
      if (parcel?.kind === "EVENT") world.core.heard(parcel.event, world.now);
    }
    world.flush();
    expect(world.written).not.toContain(AMEND);
    expect(world.record.kindsOf(id)).toEqual(["SENT", "ACK", "FILL"]);
  });

  test("is refused when its time is over, and its order is in no doubt: nothing was written", () => {
    const { world, id } = waiting();
    world.now += 2e9;
    expectHeldBack(world, id, "too late");
  });
});

test("no amendment is taken in while the gateway takes no new orders", () => {
  const world = new GatewayWorld().settle();
  const id = world.place();
  world.arrive();
  world.disconnect();
  expect(world.core.amend(id, 5_000, world.now)).toBe("not connected");
});
