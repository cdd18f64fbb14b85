/** Profit, loss and fees of what the boards say was filled, as exact decimals. */
import { type ExactDecimal, exactTextOf, sumOf } from "../../../core/exact-decimal.ts";
import type { FeeSum } from "../../../trading/account/fee-sum.ts";
import {
  averagePriceOf,
  midOf,
  type Profit,
  profitOf,
  type Touch,
} from "../../../trading/account/profit.ts";
import { type Instrument, quantityTextOf } from "../../../trading/market/instrument.ts";
import type {
  PaidAmount,
  ProfitFacts,
  TradedRow,
  TradedTotals,
} from "../../http/trading/trading-view.ts";
import { basisOf, type FilledBody, feesOf } from "../../record/filled-pair.ts";

/** A slot of the board of fills, and what its market is. */
export type TradedPair = {
  readonly strategy: string;
  readonly instrument: Instrument;
  readonly filled: FilledBody;
  /** Null before the first quote. */
  readonly touch: (Touch & { readonly state: "LIVE" | "STALE" }) | null;
};

/** A pair with what came of it, before it is text. */
export type ValuedPair = TradedPair & { readonly profit: Profit; readonly fees: FeeSum | null };

/** Places of an amount of money, at least. */
const PLACES_MIN = 2;

export function valuedPair(pair: TradedPair): ValuedPair {
  const fees = feesOf(pair.filled);
  const profit = profitOf(pair.instrument, { basis: basisOf(pair.filled), fees }, pair.touch);
  return { ...pair, profit, fees };
}

export function tradedRowOf(pair: ValuedPair): TradedRow {
  const { strategy, instrument, filled, touch, profit } = pair;
  const basis = basisOf(filled);
  const average = basis === null ? null : averagePriceOf(instrument, basis);
  return {
    strategy,
    instrument: instrument.name,
    fills: filled.fills,
    position: quantityTextOf(instrument, filled.lots),
    averagePrice: average === null ? null : exactTextOf(average, average.scale),
    mark: moneyOf(midOf(instrument, touch)),
    markState: touch?.state ?? "UNKNOWN",
    ...profitFactsOf(instrument.quote, profit),
    fees: paidOf([pair]),
    feeUnknownFills: unknownFillsOf(pair),
  };
}

export function totalsOf(pairs: readonly ValuedPair[]): TradedTotals {
  const byQuote = Map.groupBy(pairs, ({ instrument }) => instrument.quote);
  const profits = [...byQuote].map(([quote, own]) => {
    const sum = (kind: keyof Profit) => knownSumOf(own.map(({ profit }) => profit[kind]));
    const total = { realised: sum("realised"), unrealised: sum("unrealised"), net: sum("net") };
    return profitFactsOf(quote, total);
  });
  const feeUnknownFills = pairs.reduce((sum, pair) => sum + unknownFillsOf(pair), 0);
  return { profits, fees: paidOf(pairs), feeUnknownFills };
}

function profitFactsOf(quote: string, { realised, unrealised, net }: Profit): ProfitFacts {
  return {
    quote,
    realised: moneyOf(realised),
    unrealised: moneyOf(unrealised),
    net: moneyOf(net),
  };
}

/** Null as soon as one of them is. */
function knownSumOf(amounts: readonly (ExactDecimal | null)[]): ExactDecimal | null {
  return amounts.reduce((sum, one) => (sum === null || one === null ? null : sumOf(sum, one)));
}

/** By asset; one that nothing was paid in is not there. */
function paidOf(pairs: readonly ValuedPair[]): readonly PaidAmount[] {
  const paid = new Map<string, ExactDecimal>();
  for (const { instrument, fees } of pairs) {
    if (fees === null) continue;
    const own = [
      [instrument.quote, fees.quote],
      [instrument.base, fees.base],
    ] as const;
    for (const [asset, amount] of own) {
      const before = paid.get(asset);
      if (amount.digits === 0n) continue;
      paid.set(asset, before === undefined ? amount : sumOf(before, amount));
    }
  }
  return [...paid].map(([asset, amount]) => ({ asset, amount: exactTextOf(amount, PLACES_MIN) }));
}

function unknownFillsOf({ fees, filled }: ValuedPair): number {
  return fees === null ? filled.fills : fees.unknownFills;
}

function moneyOf(amount: ExactDecimal | null): string | null {
  return amount === null ? null : exactTextOf(amount, PLACES_MIN);
}
