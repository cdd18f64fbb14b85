/** What the desk holds and may come to hold, as orders are approved, filled and over. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import {
  EXPOSED_ORDERS_MAX,
  type ExposedOrder,
  Exposure,
  type ExposureEvent,
  NO_EXPOSURE,
} from "../../../src/trading/risk/exposure.ts";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

const PAIRS = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;

const buy = (orderId: string, leavesLots = 10): ExposedOrder => ({
  orderId,
  strategy: 1,
  instrument: 0,
  side: "BUY",
  leavesLots,
});

function event(kind: ExposureEvent["kind"], lots: { delta?: number; leaves: number }) {
  const { orderId, strategy, instrument, side } = buy("a");
  const what = { deltaLots: lots.delta ?? 0, leavesLots: lots.leaves };
  return { kind, orderId, strategy, instrument, side, ...what };
}

const shown = ({ positionLots, workingBuyLots, workingSellLots } = NO_EXPOSURE) => [
  positionLots,
  workingBuyLots,
  workingSellLots,
];

describe("Exposure", () => {
  test("counts an approved order in full, by strategy and instrument", () => {
    const exposure = new Exposure();
    exposure.add(buy("a"));
    exposure.add({ ...buy("b", 4), side: "SELL" });
    exposure.add({ ...buy("c", 5), instrument: 7 });
    exposure.add({ ...buy("d", 6), strategy: 2 });
    expect(shown(exposure.of(1, 0))).toEqual([0, 10, 4]);
    expect(shown(exposure.of(1, 7))).toEqual([0, 5, 0]);
    expect(shown(exposure.of(2, 0))).toEqual([0, 6, 0]);
    expect(shown(exposure.of(9, 0))).toEqual([0, 0, 0]);
    expect(shown(exposure.ofInstrument(0))).toEqual([0, 16, 4]);
  });

  test.each(["SENT", "ACK", "CANCEL_REJECTED", "UNKNOWN"] as const)(
    "S-56: %s releases nothing",
    (kind) => {
      const exposure = new Exposure();
      exposure.add(buy("a"));
      expect(exposure.apply(event(kind, { leaves: 10 }))).toBe(true);
      expect(shown(exposure.of(1, 0))).toEqual([0, 10, 0]);
    },
  );

  test.each(["CANCELED", "REJECTED", "EXPIRED"] as const)("%s releases what is left", (kind) => {
    const exposure = new Exposure();
    exposure.add(buy("a"));
    exposure.apply(event("FILL", { delta: 3, leaves: 7 }));
    expect(shown(exposure.of(1, 0))).toEqual([3, 7, 0]);
    exposure.apply(event(kind, { leaves: 0 }));
    expect(shown(exposure.of(1, 0))).toEqual([3, 0, 0]);
    expect([exposure.has("a"), exposure.orders]).toEqual([false, 0]);
    expect(exposure.apply(event(kind, { leaves: 0 }))).toBe(false);
    expect(shown(exposure.of(1, 0))).toEqual([3, 0, 0]);
  });

  test("a fill moves lots from working to held, and the last one ends the order", () => {
    const exposure = new Exposure();
    exposure.add(buy("a"));
    exposure.apply(event("FILL", { delta: 10, leaves: 0 }));
    expect(shown(exposure.of(1, 0))).toEqual([10, 0, 0]);
    expect(exposure.has("a")).toBe(false);
  });

  test("a fill of an order that is over or unknown still moves the position", () => {
    const exposure = new Exposure();
    expect(exposure.apply(event("FILL", { delta: 4, leaves: 0 }))).toBe(false);
    exposure.apply({ ...event("FILL", { delta: 6, leaves: 0 }), side: "SELL" });
    expect(shown(exposure.of(1, 0))).toEqual([-2, 0, 0]);
  });

  test("an overfill is held in full and works no more", () => {
    const exposure = new Exposure();
    exposure.add(buy("a"));
    exposure.apply(event("FILL", { delta: 12, leaves: 0 }));
    expect(shown(exposure.of(1, 0))).toEqual([12, 0, 0]);
  });

  test("takes no order twice, none without lots, and none beyond its bound", () => {
    const exposure = new Exposure();
    exposure.add(buy("a"));
    expect(() => exposure.add(buy("a"))).toThrow("Invariant: an order counts once");
    for (const lots of [0, -1, 0.5, Number.NaN]) {
      expect(() => exposure.add(buy("b", lots))).toThrow(
        "Invariant: an order has a positive count",
      );
    }
    for (let id = 1; id < EXPOSED_ORDERS_MAX; id += 1) exposure.add(buy(`o${id}`, 1));
    expect(exposure.hasRoom).toBe(false);
    expect(() => exposure.add(buy("b"))).toThrow("Invariant: at most");
  });

  test("refuses to add up what is no integer", () => {
    const exposure = new Exposure();
    const broken = event("FILL", { delta: Number.NaN, leaves: 0 });
    expect(() => exposure.apply(broken)).toThrow("Invariant: exact arithmetic");
  });

  test(`equals the sum of its orders and fills, and begins anew from a snapshot (seed ${seed})`, () => {
    const prng = new Prng(seed);
    for (let round = 0; round < 100; round += 1) {
      let exposure = new Exposure();
      const model = new Model();
      for (let step = 0; step < 100; step += 1) {
        model.step(prng, exposure, `o${step}`);
        if (prng.unit() < 0.1) exposure = new Exposure(structuredClone(exposure.snapshot()));
        for (const [strategy, instrument] of PAIRS) {
          expect(shown(exposure.of(strategy, instrument))).toEqual(model.of(strategy, instrument));
        }
      }
    }
  });
});

/** The slow and obvious way: every order kept, every sum made anew. */
class Model {
  readonly #orders: { order: ExposedOrder; filled: number; isOver: boolean }[] = [];

  step(prng: Prng, exposure: Exposure, orderId: string): void {
    const live = this.#orders.filter(({ isOver }) => !isOver);
    if (live.length === 0 || prng.unit() < 0.4) {
      const [strategy, instrument] = [prng.between(0, 1), prng.between(0, 1)];
      const side = prng.pick(["BUY", "SELL"]);
      const order = { orderId, strategy, instrument, side, leavesLots: prng.between(1, 20) };
      this.#orders.push({ order, filled: 0, isOver: false });
      exposure.add(order);
      return;
    }
    const one = prng.pick(live);
    const { leavesLots: orderLots, ...order } = one.order;
    const kind = prng.pick(["ACK", "FILL", "FILL", "CANCELED", "EXPIRED"]);
    const deltaLots = kind === "FILL" ? prng.between(1, orderLots - one.filled) : 0;
    one.filled += deltaLots;
    one.isOver = kind === "CANCELED" || kind === "EXPIRED" || one.filled === orderLots;
    const leavesLots = one.isOver ? 0 : orderLots - one.filled;
    exposure.apply({ ...order, kind, deltaLots, leavesLots });
  }

  of(strategy: number, instrument: number): number[] {
    const own = this.#orders.filter(
      ({ order }) => order.strategy === strategy && order.instrument === instrument,
    );
    const buys = own.filter(({ order }) => order.side === "BUY");
    const sells = own.filter(({ order }) => order.side === "SELL");
    const filled = (orders: typeof own) => orders.reduce((sum, one) => sum + one.filled, 0);
    const left = (orders: typeof own) =>
      orders.reduce((sum, one) => sum + (one.isOver ? 0 : one.order.leavesLots - one.filled), 0);
    return [filled(buys) - filled(sells), left(buys), left(sells)];
  }
}
