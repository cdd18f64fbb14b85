/** Where an order is counted at a gateway: once in each step, and its refusal beside it. */
import { describe, expect, test } from "bun:test";
import { FUNNEL_COUNTS, OrderFunnel } from "../../../actors/execution/funnel.ts";
import { Prng } from "../../../src/core/prng.ts";
import { makeOrderId } from "../../../src/trading/order/order-id.ts";

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const idOf = (counter: number, runEpoch = 7) =>
  makeOrderId({ instance: "00", runEpoch, actor: 3, incarnation: 0 }, counter);

/** A gateway of run 7, and what it has counted. */
function stage() {
  const counters: Record<string, number> = {};
  const count = (name: string, by = 1) => {
    counters[name] = (counters[name] ?? 0) + by;
  };
  const ctx = { count, common: { runEpoch: 7 } } as never;
  return { funnel: new OrderFunnel(), counters, ctx };
}

describe("OrderFunnel", () => {
  test("an order that the venue refuses was sent, and is rejected, with the venue's words", () => {
    const { funnel, counters, ctx } = stage();
    funnel.said("a", "SENT", "", ctx);
    funnel.said("a", "REJECTED", "Filter failure: NOTIONAL", ctx);
    expect(counters).toEqual({
      "funnel:sent": 1,
      "funnel:rejected": 1,
      "rejected:Filter failure: NOTIONAL": 1,
    });
  });

  test("one that never left is refused or expired, and nothing of it is sent", () => {
    const { funnel, counters, ctx } = stage();
    funnel.unsent("REJECTED", "held", ctx);
    funnel.unsent("EXPIRED", "too late", ctx);
    expect(counters).toEqual({
      ...{ "funnel:refused": 1, "funnel:expired": 1 },
      ...{ "unsent:held": 1, "unsent:too late": 1 },
    });
  });

  test("the venue's first word counts as its answer, and none after it", () => {
    const { funnel, counters, ctx } = stage();
    for (const kind of ["SENT", "ACK", "FILL", "ACK", "EXPIRED"] as const) {
      funnel.said("a", kind, "", ctx);
    }
    for (const kind of ["SENT", "UNKNOWN", "FILL", "REJECTED"] as const) {
      funnel.said("b", kind, "", ctx);
    }
    for (const kind of ["SENT", "UNKNOWN", "CANCELED"] as const) funnel.said("c", kind, "", ctx);
    expect(counters).toEqual({
      ...{ "funnel:sent": 3, "funnel:acked": 2, "funnel:fills": 2, "funnel:unanswered": 1 },
    });
  });

  test("a life goes on with what its last one had sent, and never with what another process had", () => {
    const { funnel, counters, ctx } = stage();
    funnel.restore(idOf(1), ctx);
    funnel.restore(idOf(2, 6), ctx);
    for (const id of [idOf(1), idOf(2, 6), "found"]) funnel.said(id, "ACK", "", ctx);
    expect(counters).toEqual({ "funnel:acked": 1 });
  });

  test("numbers and ids make no reason of their own, and too many reasons are one", () => {
    const { funnel, counters, ctx } = stage();
    funnel.unsent("REJECTED", `order ${idOf(1)} is over`, ctx);
    funnel.unsent("REJECTED", `order ${idOf(2)} is over`, ctx);
    funnel.unsent("EXPIRED", "no risk for 2 s", ctx);
    funnel.unsent("EXPIRED", "no risk for 30 s", ctx);
    funnel.unsent("REJECTED", "", ctx);
    for (const letter of "abcdefghijklmnopqrst") funnel.unsent("REJECTED", letter, ctx);
    expect(counters["unsent:order <id> is over"]).toBe(2);
    expect(counters["unsent:no risk for # s"]).toBe(2);
    expect(counters["unsent:without a reason"]).toBe(1);
    expect(counters["unsent:other"]).toBe(7);
    expect(Object.keys(counters).filter((name) => name.startsWith("unsent:"))).toHaveLength(17);
  });

  test(`steps and reasons add up, whatever is said of whom (seed ${SEED})`, () => {
    const random = new Prng(SEED);
    const { funnel, counters, ctx } = stage();
    const open = new Set<string>();
    for (let step = 0; step < 5_000; step += 1) {
      const id = `${random.between(0, 40)}`;
      const kinds = ["ACK", "FILL", "CANCELED", "REJECTED", "EXPIRED", "UNKNOWN"] as const;
      const kind = random.between(0, 3) === 0 ? "SENT" : random.pick(kinds);
      if (kind === "SENT" && open.has(id)) continue;
      if (kind === "SENT") open.add(id);
      else if (kind !== "UNKNOWN") open.delete(id);
      funnel.said(id, kind, random.pick(["x", "y"]), ctx);
      const of = (name: string) => counters[name] ?? 0;
      const answered = of("funnel:acked") + of("funnel:rejected") + of("funnel:unanswered");
      expect(of("funnel:sent")).toBe(answered + open.size);
      expect(of("rejected:x") + of("rejected:y")).toBe(of("funnel:rejected"));
    }
    const known = new Set<string>(FUNNEL_COUNTS);
    const steps = Object.keys(counters).filter((name) => name.startsWith("funnel:"));
    expect(steps.filter((name) => !known.has(name))).toEqual([]);
  });
});
