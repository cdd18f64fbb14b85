/** The gate: what passes, what is refused with which number, and that doubt refuses. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import { Exposure } from "../../../src/trading/risk/exposure.ts";
import { review } from "../../../src/trading/risk/gate.ts";
import type { GateIntent, GateView } from "../../../src/trading/risk/gate-look.ts";
import {
  type Difference,
  held,
  idOf,
  intent,
  limits,
  lookAt,
  NOW,
  order,
  refusalOf,
  STRATEGY,
  view,
} from "./gate-kit.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const nan = Number.NaN;
const book = { isSynced: true, seenAt: NOW, bidTicks: 9_999, askTicks: 10_001 };

describe("review", () => {
  test("approves the very intent that passes every control", () => {
    expect(review(intent, view, limits, NOW)).toEqual({
      kind: "APPROVED",
      intent: intent as never,
    });
  });

  test.each([
    ["EXPIRED", { now: intent.validUntil + 1 }, intent.validUntil, intent.validUntil + 1],
    ["UNKNOWN_BOOK", { view: { book: null } }, nan, nan],
    ["STALE_BOOK", { view: { book: { ...book, seenAt: NOW - 251 } } }, 250, 251],
    ["BAD_ORDER", { intent: { lots: 0 } }, 1, 0],
    ["ORDER_SIZE", { intent: { lots: 51 } }, 50, 51],
    ["POSITION", { view: held(91) }, 100, 101],
    ["ORDER_RATE", { view: { orderTimes: Array(5).fill(NOW) } }, 5, 6],
    ["PRICE_COLLAR", { intent: { priceTicks: 10_201 } }, 200, 201],
    ["HALTED", { view: { trading: "HALTED" } }, nan, nan],
    ["UNKNOWN_INSTRUMENT", { view: { isOwnInstrument: false } }, nan, 0],
    ["DUPLICATE_ID", { view: { lastOrderId: intent.orderId } }, nan, nan],
    ["GATE_ERROR", { view: { hasRoom: false } }, nan, nan],
  ] as const)(
    "refuses with %s, the limit and the number that broke it",
    (kind, difference, limit, value) => {
      expect(refusalOf(difference as Difference)).toMatchObject({ kind, limit, value });
    },
  );

  test.each([
    [{ intent: { lots: 50 } }],
    [{ view: held(90) }],
    [{ intent: { priceTicks: 10_200 } }],
    [{ now: intent.validUntil }],
    [{ view: { book: { ...book, seenAt: NOW - 250 } } }],
    [{ view: { orderTimes: Array(4).fill(NOW) } }],
  ] as const)("lets pass what is exactly at its limit: %o", (difference) => {
    expect(refusalOf(difference as Difference)).toBeNull();
  });

  test.each([
    ["positionLots", "position"],
    ["orderLots", "orderSize"],
    ["orderRatePerS", "orderRatePerS"],
    ["priceCollarBps", "priceCollarBps"],
    ["bookAgeNs", "bookAge"],
  ] as const)("S-54: a missing %s denies, and the refusal names it", (limit, name) => {
    const refusal = { kind: "LIMIT_MISSING", name } as const;
    expect(refusalOf({ limits: { [limit]: undefined } })).toMatchObject(refusal);
    const { [limit]: _, ...rest } = limits;
    expect(review(intent, view, rest, NOW)).toMatchObject({ kind: "REFUSED", refusal });
  });

  test.each<[string, Difference]>([
    ...(["priceTicks", "lots", "validUntil"] as const).map((name): [string, Difference] => [
      `intent.${name}`,
      { intent: { [name]: nan } },
    ]),
    ...(["positionLots", "orderLots", "orderRatePerS", "priceCollarBps", "bookAgeNs"] as const).map(
      (name): [string, Difference] => [`limits.${name}`, { limits: { [name]: nan } }],
    ),
    ["view.positionLots", { view: held(nan) }],
    ["view.workingBuyLots", { view: held(0, nan) }],
    ["view.workingSellLots", { intent: { side: "SELL" }, view: held(0, 0, nan) }],
    ["view.book.seenAt", { view: { book: { ...book, seenAt: nan } } }],
    ["view.book, both sides", { view: { book: { ...book, bidTicks: nan, askTicks: nan } } }],
    ["now", { now: nan }],
  ])("S-54: NaN in %s refuses", (_, difference) => {
    expect(refusalOf(difference)).not.toBeNull();
  });

  test.each([0, -0, -1, 0.5, Number.POSITIVE_INFINITY, 2 ** 53])(
    "refuses %p as lots and as a price",
    (value) => {
      const wide = { orderLots: Infinity, positionLots: Infinity, priceCollarBps: Infinity };
      for (const name of ["lots", "priceTicks"] as const) {
        const refusal = refusalOf({ intent: { [name]: value }, limits: wide });
        expect(refusal).toMatchObject({ kind: "BAD_ORDER", name });
      }
    },
  );

  test.each([["1e3"], ["0x10"], [""], ["10"], [null], [undefined], [10n], [[10]]])(
    "refuses %p as lots, and never takes it for a number",
    (value) => {
      const refusal = refusalOf({ intent: { lots: value as unknown as number } });
      expect(refusal?.kind).toBe("BAD_ORDER");
    },
  );

  test("S-57: a gate that throws has refused, and says what it threw", () => {
    const cause = new RangeError("the view is broken");
    const broken = Object.defineProperty({ ...view }, "book", {
      get(): never {
        throw cause;
      },
    });
    const refusal = { kind: "GATE_ERROR", name: "RangeError", cause } as const;
    expect(review(intent, broken, limits, NOW)).toMatchObject({ kind: "REFUSED", refusal });
    const huge = held(2 ** 53 - 1);
    expect(refusalOf({ view: huge, limits: { positionLots: 2 ** 60 } })?.kind).toBe("GATE_ERROR");
  });

  test("a cancel passes whatever the limits and the state, if the order is the sender's own", () => {
    const cancel = { action: "CANCEL", lots: nan, priceTicks: nan, validUntil: nan } as const;
    const worst: Difference = {
      intent: cancel,
      view: { trading: "HALTED", book: null, lastOrderId: idOf(9), hasRoom: false, ...held(1e6) },
      limits: { positionLots: undefined, orderRatePerS: 0 },
    };
    expect(refusalOf(worst)).toBeNull();
    const foreign = { ...cancel, orderId: idOf(1, STRATEGY + 1) };
    const refusal = { kind: "BAD_ORDER", name: "owner", limit: STRATEGY, value: STRATEGY + 1 };
    expect(refusalOf({ ...worst, intent: foreign })).toEqual(refusal as never);
    const nonsense = { ...cancel, orderId: "o" };
    expect(refusalOf({ ...worst, intent: nonsense })?.kind).toBe("BAD_ORDER");
  });

  test("changes nothing of what it looks at", () => {
    const look = lookAt({ view: held(95) });
    const before = structuredClone(look);
    review(look.intent, look.view, look.limits, look.now);
    expect(look).toEqual(before);
  });

  test("S-56: of a burst that is too large together, only what fits passes", () => {
    const exposure = new Exposure();
    const burst = Array.from({ length: 100 }, (_, index) => ({
      ...intent,
      ...order("BUY", 40),
      orderId: idOf(index + 1),
    }));
    const passed = burst.filter((one) => tryOn(exposure, one, { positionLots: 60 }));
    expect(passed.map((one) => one.orderId)).toEqual([idOf(1)]);
  });

  test(`the position stays within its limit whatever fills, and a refusal changes nothing (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 200; round += 1) {
      const exposure = new Exposure();
      const positionLots = prng.between(0, 120);
      for (let step = 1; step < 120; step += 1) {
        if (prng.unit() < 0.5) endOne(prng, exposure);
        const size = prng.pick([prng.between(1, 60), prng.between(-5, 200), nan]);
        const one = { ...intent, ...order(prng.pick(["BUY", "SELL"]), size), orderId: idOf(step) };
        const before = exposure.snapshot();
        if (!tryOn(exposure, one, { positionLots })) expect(exposure.snapshot()).toEqual(before);
        const { positionLots: lots, workingBuyLots, workingSellLots } = exposure.of(STRATEGY, 0);
        expect(lots + workingBuyLots).toBeLessThanOrEqual(positionLots);
        expect(workingSellLots - lots).toBeLessThanOrEqual(positionLots);
        expect(Math.min(workingBuyLots, workingSellLots)).toBeGreaterThanOrEqual(0);
      }
    }
  });
});

/** Reviews `one` and, when it passes, counts it, as the risk actor does. */
function tryOn(exposure: Exposure, one: GateIntent, limit: { positionLots: number }): boolean {
  const now: GateView = { ...view, exposure: exposure.of(STRATEGY, 0) };
  const answer = review(one, now, { ...limits, ...limit }, NOW);
  if (answer.kind === "REFUSED") return false;
  const { orderId, instrument, side, lots } = answer.intent;
  exposure.add({ orderId, strategy: STRATEGY, instrument, side, leavesLots: lots });
  return true;
}

/** Fills, cancels or leaves unknown one of the orders that count. */
function endOne(prng: Prng, exposure: Exposure): void {
  const { orders } = exposure.snapshot();
  if (orders.length === 0) return;
  const { leavesLots, ...one } = prng.pick(orders);
  const kind = prng.pick(["SENT", "ACK", "FILL", "FILL", "CANCELED", "CANCEL_REJECTED", "EXPIRED"]);
  const deltaLots = kind === "FILL" ? prng.between(1, leavesLots) : 0;
  const isEnd = kind === "CANCELED" || kind === "EXPIRED";
  exposure.apply({ ...one, kind, deltaLots, leavesLots: isEnd ? 0 : leavesLots - deltaLots });
}
