/** Every rule of an order's life has a run that breaks it, and is named. */
import { describe, expect, test } from "bun:test";
import {
  OrderJudge,
  type OrderRules,
} from "../../../../../src/desk/simulation/judge/order/order-judge.ts";
import { VenueTruth } from "../../../../../src/desk/simulation/judge/order/venue-truth.ts";
import { approvedOf, courtAt, eventOf, ORDER_ID, say } from "../judged.ts";

const FREE: OrderRules = {
  limitLots: () => 100,
  limitNow: () => 100,
  isHeld: () => false,
  mayHaveWaited: () => false,
  isOpenThere: () => null,
  riskEpoch: () => 1,
};

type Step = readonly [name: "approved" | "order-event", body: object];

function judged(steps: readonly Step[], rules: Partial<OrderRules> = {}, now = 1e9) {
  const court = courtAt(now);
  const judge = new OrderJudge(court, new VenueTruth(), { ...FREE, ...rules });
  for (const [name, body] of steps) say(judge.hearings, name, body);
  return court;
}

const approved: Step = ["approved", approvedOf()];
const sent: Step = ["order-event", eventOf("SENT")];
const acked: Step = ["order-event", eventOf("ACK")];
const fill = (lots: number, cumLots: number, tradeId: string): Step => [
  "order-event",
  eventOf("FILL", { deltaLots: lots, cumLots, leavesLots: 10 - cumLots, tradeId }),
];
const canceled: Step = ["order-event", eventOf("CANCELED", { leavesLots: 0 })];

describe("OrderJudge", () => {
  test("has nothing against an order that is sent, filled in parts and cancelled", () => {
    const court = judged([approved, sent, acked, fill(4, 4, "a"), fill(3, 7, "b"), canceled]);
    expect(court.violation).toBeNull();
    expect([...court.sometimes]).toEqual(["partial fill"]);
  });

  test("has nothing against an order that the venue ends, before it works or while it does", () => {
    const expired: Step = ["order-event", eventOf("EXPIRED", { leavesLots: 0 })];
    expect(judged([approved, sent, expired]).violation).toBeNull();
    expect(judged([approved, sent, acked, expired]).violation).toBeNull();
  });

  test("accuses one that works beside the order that it replaces, by the venue's books if it has some", () => {
    const other = { orderId: `${ORDER_ID}x` };
    const of = (kind: "SENT" | "ACK"): Step => ["order-event", eventOf(kind, other)];
    const replace: Step = [
      "approved",
      approvedOf({ ...other, action: "REPLACE", replaces: ORDER_ID }),
    ];
    const begun = [approved, sent, acked, replace, of("SENT")];
    const rules = { limitLots: () => 1_000, limitNow: () => 1_000 };
    expect(judged([...begun, of("ACK")], rules).violation?.text).toMatch(/replaces works too$/);
    expect(judged([...begun, canceled, of("ACK")], rules).violation).toBeNull();
    const there = (isOpen: boolean) => ({ ...rules, isOpenThere: () => isOpen });
    expect(judged([...begun, of("ACK")], there(false)).violation).toBeNull();
    expect(judged([...begun, canceled, of("ACK")], there(true)).violation?.text).toMatch(
      /replaces works too$/,
    );
  });

  test("accuses one that is smaller than any amendment asked for; an earlier one may come true late", () => {
    const ask = (lots: number): Step => ["approved", approvedOf({ action: "AMEND", lots })];
    const amended = (orderLots: number): Step => [
      "order-event",
      eventOf("AMENDED", { orderLots, leavesLots: orderLots }),
    ];
    const no: Step = ["order-event", eventOf("AMEND_REJECTED")];
    const begun = [approved, sent, acked, ask(4), no, ask(7)];
    expect(judged([...begun, amended(4)]).violation).toBeNull();
    expect(judged([...begun, amended(7), amended(4)]).violation).toBeNull();
    expect(judged([...begun, amended(3)]).violation?.text).toMatch(
      /has 3 lots now: .* asked for 4$/,
    );
    expect(judged([...begun, amended(10)]).violation?.text).toMatch(/has 10 lots now: it had 10/);
  });

  test.each<[string, readonly Step[], Partial<OrderRules>, RegExp]>([
    ["is sent without an approval", [sent], {}, /sent without an approval/],
    ["is approved twice", [approved, approved], {}, /approved twice/],
    ["is sent twice", [approved, sent, sent], {}, /cannot be SENT: it is SENT/],
    ["is acknowledged before it was sent", [approved, acked], {}, /cannot be ACK: it is UNKNOWN/],
    [
      "is filled when it is over",
      [approved, sent, canceled, fill(1, 1, "a")],
      {},
      /cannot be FILL: it is OVER/,
    ],
    [
      "is sent, and expires as one that never left",
      [approved, sent, ["order-event", eventOf("EXPIRED", { leavesLots: 0, sentAt: Number.NaN })]],
      {},
      /was sent: it cannot have expired unsent/,
    ],
    [
      "has a trade twice",
      [approved, sent, fill(1, 1, "a"), fill(1, 2, "a")],
      {},
      /trade a came twice/,
    ],
    ["counts a fill wrongly", [approved, sent, fill(1, 2, "a")], {}, /2 lots behind 0 and 1/],
    ["has a fill of nothing", [approved, sent, fill(0, 0, "a")], {}, /0 lots behind 0 and 0/],
    ["is filled beyond its size", [approved, sent, fill(11, 11, "a")], {}, /beyond its 10 lots/],
    [
      "is sent under an old licence",
      [approved, sent],
      { riskEpoch: () => 2 },
      /risk epoch 1 was sent in epoch 2/,
    ],
    [
      "is sent without any licence",
      [approved, sent],
      { riskEpoch: () => Number.NaN },
      /sent in epoch NaN/,
    ],
    [
      "is sent while main holds the gateway",
      [approved, sent],
      { isHeld: () => true },
      /while main holds/,
    ],
    [
      "may take more than the limit",
      [approved, sent],
      { limitLots: () => 9 },
      /may hold 10 lots .* limit is 9/,
    ],
    [
      "may lead to more than the limit of its approval",
      [approved, sent],
      { limitNow: () => 9 },
      /may lead to 10 lots: the limit was 9/,
    ],
    ["has no limit", [approved, sent], { limitLots: () => Number.NaN }, /limit is NaN/],
  ])("accuses when an order %s", (_, steps, rules, text) => {
    const { violation } = judged(steps, rules);
    expect(violation?.judge).toBe("orders");
    expect(violation?.text).toMatch(text);
  });

  test("accuses when an order is sent after its validity", () => {
    expect(judged([approved, sent], {}, 2e9 + 1).violation?.text).toBe(
      `order ${ORDER_ID} was sent after its validity`,
    );
    expect(judged([approved, sent], {}, 2e9).violation).toBeNull();
  });

  test("judges an event that waited for room by when the order left", () => {
    const rules = { mayHaveWaited: () => true, riskEpoch: () => 2, isHeld: () => true };
    expect(judged([approved, sent], rules, 3e9).violation).toBeNull();
    const late: Step = ["order-event", eventOf("SENT", { sentAt: 2e9 + 1 })];
    expect(judged([approved, late], rules, 3e9).violation?.text).toMatch(/after its validity/);
  });

  test("has nothing against an order whose SENT waited for room, and was lost with its gateway", () => {
    const there = { isOpenThere: () => true, mayHaveWaited: () => true };
    const steps = [approved, acked, fill(4, 4, "a")];
    expect(judged(steps, there).violation).toBeNull();
    const text = /cannot be ACK: it is UNKNOWN/;
    expect(judged(steps, { mayHaveWaited: () => true }).violation?.text).toMatch(text);
    expect(judged(steps, { isOpenThere: () => true }).violation?.text).toMatch(text);
    expect(judged([acked], there).violation?.text).toMatch(text);
  });

  test("counts what works together with what is held, on both sides", () => {
    const second = "o000010100200002";
    const sell = { side: "SELL", orderId: second } as const;
    const both: Step[] = [
      approved,
      sent,
      fill(10, 10, "a"),
      ["approved", approvedOf(sell)],
      ["order-event", eventOf("SENT", { ...sell, orderLots: 25 })],
    ];
    expect(judged(both, { limitLots: () => 15 }).violation).toBeNull();
    expect(judged(both, { limitLots: () => 14 }).violation?.text).toMatch(/may hold 15 lots/);
  });
});
