/** A restless strategy asks for what can be asked for, now and then, behind its own decision. */
import { describe, expect, test } from "bun:test";
import { restlessBy } from "../../../../src/desk/simulation/form/restless.ts";
import type { WorkingOrder } from "../../../../src/desk/strategy/order-desk.ts";
import type { AnyActorDefinition } from "../../../../src/runtime/actor/define-actor.ts";

type Asked = { readonly what: "amend" | "replace"; readonly id: string; readonly lots: number };

const working = (change: Partial<WorkingOrder> = {}): WorkingOrder => ({
  orderId: "one",
  side: "BUY",
  priceTicks: 100,
  filledLots: 3,
  leavesLots: 7,
  status: "PARTIAL",
  ...change,
});

/** What a strategy with those orders asks for in so many decisions. */
function askedBy(seed: number, open: readonly WorkingOrder[], decisions = 400) {
  const asked: Asked[] = [];
  let decided = 0;
  const orders = {
    open,
    amend: (id: string, lots: number) => asked.push({ what: "amend", id, lots }) > 0,
    replace: (id: string, { lots = 0 }) => `${asked.push({ what: "replace", id, lots })}`,
  };
  const plain = {
    settle: () => {
      decided += 1;
    },
  } as unknown as AnyActorDefinition;
  const settle = restlessBy(seed)(plain).settle as unknown as (state: object) => undefined;
  for (let turn = 0; turn < decisions; turn += 1) settle({ ctx: { orders } });
  return { asked, decided };
}

describe("restlessBy", () => {
  test("amends to more than is filled and fewer than now, and replaces by fewer than are left", () => {
    const { asked, decided } = askedBy(1, [working()]);
    const lotsOf = (kind: Asked["what"]) =>
      new Set(asked.filter(({ what }) => what === kind).map(({ lots }) => lots));
    expect([...lotsOf("amend")].sort()).toEqual([4, 5, 6, 7, 8, 9]);
    for (const lots of lotsOf("replace")) expect(lots).toBeWithin(1, 7);
    expect(lotsOf("replace").size).toBeGreaterThan(1);
    expect(decided).toBe(400);
    expect(asked.length).toBeLessThan(100);
  });

  test("asks the same for the same seed, and other things for another", () => {
    expect(askedBy(5, [working()]).asked).toEqual(askedBy(5, [working()]).asked);
    expect(askedBy(5, [working()]).asked).not.toEqual(askedBy(6, [working()]).asked);
  });

  test.each<[string, Partial<WorkingOrder>]>([
    ["of which something is asked already", { status: "PENDING_REPLACE" }],
    ["that is to be cancelled", { status: "PENDING_CANCEL" }],
    ["that is on its way", { status: "PENDING_NEW" }],
    ["of which one lot is left", { leavesLots: 1 }],
  ])("leaves an order alone %s", (_, change) => {
    expect(askedBy(1, [working(change)]).asked).toEqual([]);
  });

  test("does nothing before its strategy is there", () => {
    const plain = {} as AnyActorDefinition;
    const settle = restlessBy(1)(plain).settle as unknown as (state: object) => undefined;
    expect(settle({ ctx: null })).toBeUndefined();
  });
});
