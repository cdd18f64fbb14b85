/** What lots cost and what was realised: exactly, whatever the order of the fills. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../src/core/prng.ts";
import {
  afterFill,
  type BasisFill,
  type CostBasis,
  FLAT,
} from "../../../src/trading/account/cost-basis.ts";

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);

const buy = (lots: number, priceTicks: number): BasisFill => ({ side: "BUY", lots, priceTicks });
const sell = (lots: number, priceTicks: number): BasisFill => ({ side: "SELL", lots, priceTicks });
const fold = (fills: readonly BasisFill[]): CostBasis => fills.reduce(afterFill, FLAT);

describe("afterFill", () => {
  test.each([
    ["a buy", [buy(2, 100)], { lots: 2, cost: 200n, realised: 0n }],
    ["a short", [sell(2, 100)], { lots: -2, cost: -200n, realised: 0n }],
    ["two buys", [buy(1, 100), buy(1, 103)], { lots: 2, cost: 203n, realised: 0n }],
    ["a part sold", [buy(2, 100), sell(1, 110)], { lots: 1, cost: 100n, realised: 10n }],
    ["a short bought back", [sell(2, 100), buy(2, 90)], { lots: 0, cost: 0n, realised: 20n }],
    ["a loss", [buy(2, 100), sell(2, 70)], { lots: 0, cost: 0n, realised: -60n }],
    ["long to short", [buy(1, 100), sell(3, 110)], { lots: -2, cost: -220n, realised: 10n }],
    [
      "what rounding leaves stays in the cost",
      [buy(1, 100), buy(1, 101), sell(1, 100)],
      { lots: 1, cost: 101n, realised: 0n },
    ],
    [
      "beyond 2^53",
      [buy(2 ** 40, 2 ** 40)],
      { lots: 2 ** 40, cost: 1_208_925_819_614_629_174_706_176n, realised: 0n },
    ],
  ] as const)("%s", (_, fills, expected) => {
    expect(fold(fills)).toEqual(expected);
  });

  test.each([0, -1, 0.5, Number.NaN])("refuses a fill of %d lots, or at that price", (count) => {
    expect(() => fold([buy(count, 100)])).toThrow("Invariant: a fill has a positive count of lots");
    expect(() => fold([buy(1, count)])).toThrow("Invariant: a fill has a price in ticks");
  });
});

/**
 * The same by brute force: each lot is an entry with the fraction that it cost, and whenever lots are
 * added all entries take the average of all. Nothing is rounded.
 */
class Twin {
  /** What each lot held cost, of which all have one denominator. */
  #entries: bigint[] = [];
  #denominator = 1n;
  #sign = 0n;
  realised = { top: 0n, bottom: 1n };
  cash = 0n;

  trade({ side, lots, priceTicks }: BasisFill): undefined {
    const sign = side === "BUY" ? 1n : -1n;
    const price = BigInt(priceTicks);
    for (let lot = 0; lot < lots; lot += 1) {
      this.cash -= sign * price;
      if (this.#entries.length > 0 && this.#sign !== sign) this.#close(sign, price);
      else this.#open(sign, price);
    }
    this.#average();
  }

  #close(sign: bigint, price: bigint): undefined {
    const cost = this.#entries.pop() ?? 0n;
    // A buy that closes a short earns what it was sold for less the price; a sale the other way round.
    const earned = sign * (cost - price * this.#denominator);
    const { top, bottom } = this.realised;
    this.realised = {
      top: top * this.#denominator + earned * bottom,
      bottom: bottom * this.#denominator,
    };
    const shared = divisorOf(this.realised.top, this.realised.bottom);
    this.realised = { top: this.realised.top / shared, bottom: this.realised.bottom / shared };
  }

  #open(sign: bigint, price: bigint): undefined {
    this.#sign = sign;
    this.#entries.push(price * this.#denominator);
  }

  #average(): undefined {
    const count = BigInt(this.#entries.length);
    if (count === 0n) {
      this.#denominator = 1n;
      return;
    }
    const sum = this.#entries.reduce((total, cost) => total + cost, 0n);
    const shared = divisorOf(sum, this.#denominator * count);
    this.#denominator = (this.#denominator * count) / shared;
    this.#entries = this.#entries.map(() => sum / shared);
  }
}

function divisorOf(left: bigint, right: bigint): bigint {
  let [one, other] = [left < 0n ? -left : left, right];
  while (other !== 0n) [one, other] = [other, one % other];
  return one === 0n ? 1n : one;
}

test(`nothing is lost, and what is realised is off by rounding alone (seed ${SEED})`, () => {
  const random = new Prng(SEED);
  for (let round = 0; round < 60; round += 1) {
    const twin = new Twin();
    let basis = FLAT;
    let closes = 0n;
    const trade = (fill: BasisFill) => {
      if (basis.lots * (fill.side === "BUY" ? 1 : -1) < 0) closes += 1n;
      basis = afterFill(basis, fill);
      twin.trade(fill);
      expect(basis.realised - basis.cost).toBe(twin.cash);
      if (basis.lots === 0) expect(basis.cost).toBe(0n);
      else expect(basis.cost > 0n).toBe(basis.lots > 0);
      const { top, bottom } = twin.realised;
      const off = basis.realised * bottom - top;
      expect((off < 0n ? -off : off) <= closes * bottom).toBe(true);
    };
    for (let step = 0; step < 25; step += 1) {
      const side = random.pick(["BUY", "SELL"] as const);
      trade({ side, lots: random.between(1, 20), priceTicks: random.between(90, 110) });
    }
    if (basis.lots > 0) trade(sell(basis.lots, 100));
    else if (basis.lots < 0) trade(buy(-basis.lots, 100));
    expect(basis.realised).toBe(twin.cash);
  }
});
