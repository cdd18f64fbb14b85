/** Profit and cost of a position, by hand and at random; and what margin it binds. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../../../src/core/prng.ts";
import { marginOf } from "../../../../../../src/trading/venue/simulated/futures/account/margin.ts";
import { Position } from "../../../../../../src/trading/venue/simulated/futures/account/position.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Computed by hand: what each fill realizes, then lots and cost. */
const CASES = [
  [
    "a long that is closed higher",
    [
      [10, 100n],
      [-10, 130n],
    ],
    [0n, 300n],
    0,
    0n,
  ],
  [
    "a short that is closed higher loses",
    [
      [-10, 100n],
      [10, 130n],
    ],
    [0n, -300n],
    0,
    0n,
  ],
  [
    "two prices are averaged",
    [
      [10, 100n],
      [10, 120n],
      [-5, 130n],
    ],
    [0n, 0n, 100n],
    15,
    1_650n,
  ],
  [
    "a turn closes all, and opens the rest at its price",
    [
      [4, 100n],
      [-10, 90n],
    ],
    [0n, -40n],
    -6,
    -540n,
  ],
  // 301 / 3 is cut to 100 at the first close; what was cut is in the cost of the last lot.
  [
    "what an average cuts is not lost",
    [
      [2, 100n],
      [1, 101n],
      [-1, 110n],
      [-2, 110n],
    ],
    [0n, 0n, 10n, 19n],
    0,
    0n,
  ],
] as const;

describe("Position", () => {
  for (const [name, fills, profits, lots, cost] of CASES) {
    test(name, () => {
      const position = new Position();
      expect(fills.map(([signed, perLot]) => position.fill(signed, perLot, 1))).toEqual([
        ...profits,
      ]);
      expect(position.lots).toBe(lots);
      expect(position.cost).toBe(cost);
      expect(position.realized).toBe(profits.reduce((sum: bigint, one) => sum + one, 0n));
    });
  }

  test("realized and unrealized profit are what the fills paid and what is held is worth", () => {
    const prng = new Prng(SEED);
    const position = new Position();
    let paid = 0n;
    for (let step = 0; step < 3_000; step += 1) {
      const lots = prng.between(1, 20) * prng.pick([-1, 1]);
      const perLot = BigInt(prng.between(90, 110));
      position.fill(lots, perLot, step);
      paid += BigInt(lots) * perLot;
      const mark = BigInt(prng.between(80, 120));
      const total = position.realized + position.unrealized(mark);
      if (total !== BigInt(position.lots) * mark - paid)
        throw new Error(`seed ${SEED}, step ${step}`);
      // A flat position has no cost, and a cost has the sign of what it is of.
      expect(position.cost > 0n).toBe(position.lots > 0);
      expect(position.cost < 0n).toBe(position.lots < 0);
    }
  });
});

describe("marginOf", () => {
  const position = new Position();
  position.fill(10, 100n, 1);
  const parts = { position, perLot: 110n, leverage: 10, maintenanceMillionths: 4_000 };

  test.each([
    // Long of 1,100. Asks of 900 only reduce it; of 2,500 they could make it a short of 1,400.
    ["asks that only reduce bind nothing", 0n, 900n, 0n],
    ["asks beyond twice the position bind the rest", 0n, 2_500n, 30n],
    ["bids add", 500n, 0n, 50n],
    ["the larger side counts", 500n, 2_500n, 50n],
  ])("%s", (_name, bids, asks, orders) => {
    const margin = marginOf({ ...parts, bids, asks });
    expect(margin.position).toBe(110n);
    expect(margin.orders).toBe(orders);
    expect(margin.unrealized).toBe(100n);
    expect(margin.maintenance).toBe(5n);
  });
});
