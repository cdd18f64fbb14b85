/** The paper gateway of a desk with a journal: no new order leaves before its approval is on the disk. */
import { describe, expect, test } from "bun:test";
import { WAITING_ORDERS_MAX } from "../../../../actors/execution/durable-queue.ts";
import { FACTS } from "../../desk-kit.ts";
import { paperWorld, playPaper } from "../kit/paper-desk.ts";

const RISK = 1;

function gatewayOf() {
  const world = paperWorld({ facts: { ...FACTS, durability: "sync" } });
  const gateway = playPaper(world, { priceTicks: 90 });
  const { actor } = gateway;
  /** Returns the sequence of the approval in risk's topic. */
  const approve = (orderId: string, change: object = {}): number => {
    gateway.approve(orderId, change);
    return world.sequence;
  };
  const kinds = () =>
    world.heard("event").map(({ kind, orderId, reason }) => `${orderId} ${kind} ${reason}`.trim());
  const makeDurable = (sequence: number, since = 1) => {
    world.show("durable", RISK, { since, sequence });
    actor.settle();
  };
  return { world, actor, approve, kinds, makeDurable };
}

describe("paper with a journal", () => {
  test("an order waits for its own sequence, and one sync frees all up to there", () => {
    const { approve, kinds, makeDurable } = gatewayOf();
    const first = approve("o1");
    const second = approve("o2");
    approve("o3");
    makeDurable(first - 1);
    expect(kinds()).toEqual([]);
    makeDurable(second);
    expect(kinds()).toEqual(["o1 SENT", "o2 SENT"]);
  });

  test("one that is on the disk when it comes is sent at once", () => {
    const { approve, kinds, makeDurable, world } = gatewayOf();
    makeDurable(world.sequence + 1);
    approve("o1");
    expect(kinds()).toEqual(["o1 SENT"]);
  });

  test("without the journal's word nothing is sent, and it expires in its time", () => {
    const { actor, approve, kinds, world } = gatewayOf();
    approve("o1");
    actor.settle();
    expect(kinds()).toEqual([]);
    world.nowNs = 2e9 + 1;
    actor.every("100ms");
    actor.settle();
    expect(kinds()).toEqual(["o1 EXPIRED too late"]);
  });

  test("what the journal missed is not taken for recorded, whatever it has of later ones", () => {
    const { approve, kinds, makeDurable } = gatewayOf();
    const missed = approve("o1");
    const next = approve("o2");
    makeDurable(next, missed + 1);
    expect(kinds()).toEqual(["o2 SENT"]);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "a slot that begins at %d frees nothing",
    (since) => {
      const { approve, kinds, makeDurable } = gatewayOf();
      makeDurable(approve("o1"), since);
      expect(kinds()).toEqual([]);
    },
  );

  test("the last look is taken when it leaves: a kill in between expires it", () => {
    const { approve, kinds, makeDurable, world } = gatewayOf();
    const sequence = approve("o1");
    world.show("trading", 0, { state: "HALTED", epoch: 4, killed: 1 });
    makeDurable(sequence);
    expect(kinds()).toEqual(["o1 EXPIRED killed"]);
  });

  test("a cancel never waits: of an order that works, and of one that still waits itself", () => {
    const { approve, kinds, makeDurable, world } = gatewayOf();
    makeDurable(approve("o1"));
    world.fire();
    approve("o2");
    approve("o1", { action: "CANCEL" });
    approve("o2", { action: "CANCEL" });
    world.fire();
    expect(kinds()).toEqual(["o1 SENT", "o1 ACK", "o2 EXPIRED cancelled unsent", "o1 CANCELED"]);
    makeDurable(world.sequence);
    expect(kinds()).toHaveLength(4);
  });

  test("a journal that has halted cancels what works and expires what waits", () => {
    const { actor, approve, kinds, makeDurable, world } = gatewayOf();
    makeDurable(approve("o1"));
    world.fire();
    approve("o2");
    world.show("progress", 0, { state: "HALTED" });
    actor.settle();
    world.fire();
    expect(kinds()).toEqual([
      "o1 SENT",
      "o1 ACK",
      "o2 EXPIRED journal halted",
      "o1 CANCELED journal halted",
    ]);
  });

  test("so many wait and no more: the next one is rejected", () => {
    const { approve, kinds } = gatewayOf();
    for (let number = 0; number < WAITING_ORDERS_MAX; number += 1) approve(`o${number}`);
    expect(kinds()).toEqual([]);
    approve("late");
    expect(kinds()).toEqual(["late REJECTED too many wait for the disk"]);
  });

  test("a stop expires what waits", async () => {
    const { actor, approve, kinds } = gatewayOf();
    approve("o1");
    await actor.stop();
    expect(kinds()).toEqual(["o1 EXPIRED desk stops"]);
  });
});
