/** A connection that is given up takes nothing: new orders wait, cancels go another way, and what it did not take never left. */
import { describe, expect, test } from "bun:test";
import type { Fate } from "../kit/fate.ts";
import { GatewayWorld } from "../kit/gateway-world.ts";

const NOT_CONNECTED = "REJECTED not connected";

/** It takes no call of that kind from now on. */
function takesNo(world: GatewayWorld, method: string): undefined {
  world.fate = (asked): Fate => (asked === method ? "UNWRITTEN" : "DONE");
}

function withOrder(): { readonly world: GatewayWorld; readonly id: string } {
  const world = new GatewayWorld().settle();
  const id = world.place();
  world.arrive();
  return { world, id };
}

describe.each([
  [
    "the venue is about to go",
    (world: GatewayWorld): undefined => world.core.heard({ kind: "SHUTDOWN" }, world.now),
  ],
  [
    "the venue has ended the private events",
    (world: GatewayWorld): undefined => world.core.heard({ kind: "STREAM_ENDED" }, world.now),
  ],
  [
    "the venue answers nothing any more",
    (world: GatewayWorld): undefined => {
      world.fate = () => "UNDONE_LOST";
      for (let waited = 0; waited < 600 && !world.isReconnectWanted; waited += 1) {
        world.now += 50e6;
        world.core.tick(world.now);
        world.flush();
      }
      world.fate = () => "DONE";
    },
  ],
] as const)("from when %s until it is connected again", (_, givesUp) => {
  test("no new order leaves", () => {
    const world = new GatewayWorld().settle();
    givesUp(world);
    world.flush();
    expect(world.isReconnectWanted).toBeTrue();
    expect(world.core.isSettled).toBeFalse();
    world.place();
    expect(world.unsent).toEqual([NOT_CONNECTED]);
    expect(world.written).not.toContain("order.place");
  });

  test("a cancel goes at once, by REST", () => {
    const { world, id } = withOrder();
    givesUp(world);
    world.flush();
    const from = world.byRest.length;
    world.cancel(id);
    expect(world.byRest.slice(from)).toContain("order.cancel");
    world.rest();
    expect(world.record.kindsOf(id).at(-1)).toBe("CANCELED");
    world.expectTruth();
  });
});

describe("what the connection does not take", () => {
  test("is an order that never left: it ends at once, and nobody doubts it", () => {
    const world = new GatewayWorld().settle();
    takesNo(world, "order.place");
    const id = world.place();
    expect(world.record.kindsOf(id)).toEqual(["SENT", "REJECTED"]);
    expect(world.record.sayings(id).at(-1)).toMatchObject({ reason: "not connected" });
    expect(world.isReconnectWanted).toBeTrue();
    world.place();
    expect(world.unsent).toEqual([NOT_CONNECTED]);
    world.rest();
    world.expectTruth();
  });

  test("is a cancel that goes by REST instead, at once", () => {
    const { world, id } = withOrder();
    takesNo(world, "order.cancel");
    world.cancel(id);
    expect(world.byRest).toContain("order.cancel");
    expect(world.core.get(id)?.doubt).toBeNull();
    world.rest();
    expect(world.record.kindsOf(id).at(-1)).toBe("CANCELED");
    world.expectTruth();
  });

  test("is a replace that was not begun: the old order works, and nothing of it is in doubt", () => {
    const { world, id } = withOrder();
    takesNo(world, "order.cancelReplace");
    const ticket = world.ticket({ lots: 5_000 });
    world.core.replace({ oldId: id, ticket, mode: "STOP_ON_FAILURE" }, world.now);
    world.flush();
    expect(world.record.kindsOf(ticket.id)).toEqual(["SENT", "REJECTED"]);
    expect(world.core.get(id)).toMatchObject({ doubt: null, isBusy: false, isDone: false });
    world.rest();
    expect(world.record.kindsOf(id).at(-1)).toBe("ACK");
    world.cancel(id);
    world.rest();
    expect(world.record.sayings(id).at(-1)).toMatchObject({ kind: "CANCELED", reason: "" });
    world.expectTruth();
  });

  test("is an amendment that is refused: the order is as large as before", () => {
    const { world, id } = withOrder();
    takesNo(world, "order.amend.keepPriority");
    expect(world.core.amend(id, 5_000, world.now)).toBeNull();
    world.flush();
    expect(world.record.sayings(id).at(-1)).toMatchObject({
      kind: "AMEND_REJECTED",
      reason: "not connected",
    });
    expect(world.core.get(id)).toMatchObject({ doubt: null, isBusy: false, orderLots: 10_000 });
    world.rest();
    world.expectTruth();
  });

  test("is a question without an answer: it is asked again", () => {
    const world = new GatewayWorld().settle();
    takesNo(world, "openOrders.status");
    world.until(() => world.isReconnectWanted, 30);
    world.fate = () => "DONE";
    world.rest();
    expect(world.core.isSettled).toBeTrue();
  });
});
