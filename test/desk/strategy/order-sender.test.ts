/** Ids and intents of a strategy's orders. */
import { describe, expect, test } from "bun:test";
import { type IntentBody, OrderSender } from "../../../src/desk/strategy/order-sender.ts";
import { OpenOrders } from "../../../src/trading/order/open-orders.ts";

const DRAFT = { instrument: 0, side: "BUY", priceTicks: 100, lots: 3 } as const;

function senderOf(incarnation = 1) {
  const said: IntentBody[] = [];
  const world = { nowNs: 1e9, hasRoom: true, isServed: true, paused: 0 };
  const orders = new OpenOrders();
  const sender = new OrderSender({ instance: "00", runEpoch: 1, actor: 2, incarnation }, orders, {
    send(intent) {
      if (world.hasRoom) said.push(intent);
      return world.hasRoom;
    },
    now: () => world.nowNs,
    isServed: () => world.isServed,
    onUnsaid(reason) {
      if (reason === "paused") world.paused += 1;
    },
    basis: { basisFrom: 2, basisSequence: 77, basisAt: 9e8 },
  });
  return { sender, orders, said, world };
}

describe("OrderSender", () => {
  // S-55
  test("ids are new with each order, and sort as they were made, over the lives of an actor", () => {
    const ids = [1, 2, 3].flatMap((incarnation) => {
      const { sender } = senderOf(incarnation);
      return Array.from({ length: 100 }, () => String(sender.submit(DRAFT, 250)));
    });
    expect(new Set(ids).size).toBe(300);
    expect(ids.toSorted()).toEqual(ids);
  });

  // S-50
  test("an intent says when it was decided, on what, and until when it is good", () => {
    const { sender, said } = senderOf();
    const orderId = sender.submit(DRAFT, 250);
    expect(said).toEqual([
      {
        ...DRAFT,
        action: "NEW",
        style: "GTC",
        replaces: "",
        validUntil: 1e9 + 250e6,
        decidedAt: 1e9,
        ...{ basisFrom: 2, basisSequence: 77, basisAt: 9e8 },
        orderId: String(orderId),
      },
    ]);
    expect(sender.validUntil(String(orderId))).toBe(1e9 + 250e6);
  });

  // S-41
  test("when the topic is full nothing was said, and nothing is open", () => {
    const { sender, orders, world } = senderOf();
    world.hasRoom = false;
    expect(sender.submit(DRAFT, 250)).toBe(0);
    expect(orders.working).toBe(0);
    world.hasRoom = true;
    expect(sender.submit(DRAFT, 250)).not.toBe(0);
    expect(orders.working).toBe(1);
  });

  // S-66
  test("without risk or the execution nothing new is said and it is counted; cancels are", () => {
    const { sender, orders, said, world } = senderOf();
    const id = String(sender.submit(DRAFT, 250));
    world.isServed = false;
    expect(sender.submit(DRAFT, 250)).toBe(0);
    expect(orders.working).toBe(1);
    expect(world.paused).toBe(1);
    expect(sender.cancel(id)).toBe(true);
    world.isServed = true;
    expect(sender.submit(DRAFT, 250)).not.toBe(0);
    expect(said.map(({ action }) => action)).toEqual(["NEW", "CANCEL", "NEW"]);
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("%d lots are no order", (lots) => {
    const { sender, said } = senderOf();
    expect(sender.submit({ ...DRAFT, lots }, 250)).toBe(0);
    expect(said).toEqual([]);
  });

  test("after a refusal new orders of its instrument wait, others and cancels do not", () => {
    const { sender, said, world } = senderOf();
    const first = String(sender.submit(DRAFT, 250));
    sender.holdBack(0);
    expect(sender.submit(DRAFT, 250)).toBe(0);
    expect(sender.submit({ ...DRAFT, instrument: 1 }, 250)).not.toBe(0);
    expect(sender.cancel(first)).toBe(true);
    world.nowNs += 100e6;
    expect(sender.submit(DRAFT, 250)).not.toBe(0);
    expect(said.map(({ action }) => action)).toEqual(["NEW", "NEW", "CANCEL", "NEW"]);
  });

  test("a cancel is asked for once, and again when it was rejected", () => {
    const { sender, orders, said } = senderOf();
    const id = String(sender.submit(DRAFT, 250));
    expect(sender.cancel(id)).toBe(true);
    expect(sender.cancel(id)).toBe(false);
    orders.apply(id, { kind: "CANCEL_REJECTED", because: "OTHER" });
    expect(sender.cancel(id)).toBe(true);
    expect(said).toHaveLength(3);
    expect(said.at(-1)).toMatchObject({ action: "CANCEL", orderId: id, validUntil: Number.NaN });
  });

  test("a cancel that could not be said is not under way", () => {
    const { sender, orders, world } = senderOf();
    const id = String(sender.submit(DRAFT, 250));
    world.hasRoom = false;
    expect(sender.cancel(id)).toBe(false);
    expect(orders.get(id)?.pendingCancel).toBe(0);
  });

  test("an order that is over, or that nobody knows, is not cancelled", () => {
    const { sender, orders, said } = senderOf();
    const id = String(sender.submit(DRAFT, 250));
    orders.apply(id, { kind: "SENT" });
    orders.apply(id, { kind: "CANCELED" });
    expect(sender.cancel(id)).toBe(false);
    expect(sender.cancel("nobody")).toBe(false);
    expect(said).toHaveLength(1);
  });
});
