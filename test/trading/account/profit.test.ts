/** Profit and loss as money: exact, marked at the mid, and null where something is not known. */
import { describe, expect, test } from "bun:test";
import { type ExactDecimal, exactDecimalOf, exactTextOf } from "../../../src/core/exact-decimal.ts";
import { Prng } from "../../../src/core/prng.ts";
import {
  afterFill,
  type BasisFill,
  type CostBasis,
  FLAT,
} from "../../../src/trading/account/cost-basis.ts";
import { type FeeSum, NO_FEES, withFee } from "../../../src/trading/account/fee-sum.ts";
import { averagePriceOf, midOf, profitOf } from "../../../src/trading/account/profit.ts";
import { defineInstrument } from "../../../src/trading/market/instrument.ts";

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const BTC = defineInstrument({ number: 0, name: "BTC-USDT@x", tick: "0.01", lot: "0.001" });
const QUARTER = defineInstrument({ number: 1, name: "A-B@x", tick: "0.25", lot: "5" });

const text = (amount: ExactDecimal | null) => (amount === null ? null : exactTextOf(amount));
const fee = (feeAsset: "QUOTE" | "BASE" | "OTHER", feeText: string) =>
  withFee(NO_FEES, { liquidity: "TAKER", feeAsset, feeText });
const fold = (...fills: readonly BasisFill[]) => fills.reduce(afterFill, FLAT);
const LONG = fold({ side: "BUY", lots: 20, priceTicks: 6_000_000 });
const TOUCH = { bidTicks: 6_001_000, askTicks: 6_001_001 };

function shown(basis: CostBasis | null, fees: FeeSum | null, touch: typeof TOUCH | null = TOUCH) {
  const { realised, unrealised, net } = profitOf(BTC, { basis, fees }, touch);
  return [text(realised), text(unrealised), text(net)];
}

describe("profitOf", () => {
  test("marks what is held at the mid, to half a tick", () => {
    expect(shown(LONG, NO_FEES)).toEqual(["0", "0.2001", "0.2001"]);
    const short = fold({ side: "SELL", lots: 20, priceTicks: 6_000_000 });
    expect(shown(short, NO_FEES)).toEqual(["0", "-0.2001", "-0.2001"]);
  });

  test("the net is less fees, those in the base asset at the mid", () => {
    expect(shown(LONG, fee("QUOTE", "0.12"))).toEqual(["0", "0.2001", "0.0801"]);
    expect(shown(LONG, fee("BASE", "0.00001"))).toEqual(["0", "0.2001", "-0.40000005"]);
  });

  test("what is not known is not told as nothing", () => {
    expect(shown(null, NO_FEES)).toEqual([null, null, null]);
    expect(shown(LONG, null)).toEqual(["0", "0.2001", null]);
    expect(shown(LONG, fee("OTHER", "0.1"))).toEqual(["0", "0.2001", null]);
    expect(shown(LONG, NO_FEES, null)).toEqual(["0", null, null]);
    expect(shown(LONG, NO_FEES, { bidTicks: 1, askTicks: Number.NaN })).toEqual(["0", null, null]);
  });

  test("who holds nothing needs no market, but for a fee that is owed in lots", () => {
    const flat = afterFill(LONG, { side: "SELL", lots: 20, priceTicks: 6_000_100 });
    expect(shown(flat, fee("QUOTE", "0.01"), null)).toEqual(["0.02", "0", "0.01"]);
    expect(shown(flat, fee("BASE", "0.00001"), null)).toEqual(["0.02", "0", null]);
  });
});

describe("averagePriceOf", () => {
  test("is rounded for people to two places beyond the tick's, and nobody has one who is flat", () => {
    const held = fold(
      { side: "BUY", lots: 1, priceTicks: 100 },
      { side: "BUY", lots: 2, priceTicks: 101 },
    );
    expect(text(averagePriceOf(BTC, held))).toBe("1.0067");
    expect(text(averagePriceOf(BTC, fold({ side: "SELL", lots: 3, priceTicks: 100 })))).toBe("1");
    expect(averagePriceOf(BTC, FLAT)).toBeNull();
  });
});

test(`the net is by how much money and lots at the mid have grown (seed ${SEED})`, () => {
  const random = new Prng(SEED);
  const units = (amount: ExactDecimal | null) => {
    if (amount === null) throw new Error("it is known");
    return amount.digits * 10n ** BigInt(12 - amount.scale);
  };
  for (const instrument of [BTC, QUARTER]) {
    for (let round = 0; round < 100; round += 1) {
      let basis = FLAT;
      let fees = NO_FEES;
      // Millionths of a millionth: of the quote asset, and of the base asset.
      let cash = 0n;
      let assets = 0n;
      for (let step = 0; step < 20; step += 1) {
        const side = random.pick(["BUY", "SELL"] as const);
        const fill = { side, lots: random.between(1, 50), priceTicks: random.between(900, 1_100) };
        const sign = side === "BUY" ? 1n : -1n;
        const { tick, lot } = instrument;
        const size = BigInt(fill.lots * lot.digits) * 10n ** BigInt(12 - lot.scale);
        cash -= (sign * size * BigInt(fill.priceTicks * tick.digits)) / 10n ** BigInt(tick.scale);
        assets += sign * size;
        const feeText = `0.${random.between(1, 99_999)}`.padEnd(7, "0");
        const feeAsset = random.pick(["QUOTE", "BASE"] as const);
        const paid = units(exactDecimalOf(feeText));
        if (feeAsset === "QUOTE") cash -= paid;
        else assets -= paid;
        basis = afterFill(basis, fill);
        fees = withFee(fees, { liquidity: "MAKER", feeAsset, feeText });
      }
      const touch = { bidTicks: random.between(900, 999), askTicks: random.between(1_000, 1_100) };
      const { realised, unrealised, net } = profitOf(instrument, { basis, fees }, touch);
      const worth = (assets * units(midOf(instrument, touch))) / 10n ** 12n;
      expect(units(net)).toBe(cash + worth);
      const paid =
        units(fees.quote) + (units(fees.base) * units(midOf(instrument, touch))) / 10n ** 12n;
      expect(units(realised) + units(unrealised) - paid).toBe(units(net));
    }
  }
});
