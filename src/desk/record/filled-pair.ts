/**
 * One slot of the board `filled`, as a fill moves it: the same fold for the gateway that shows it and
 * for who makes it of the journal.
 */

import { exactDecimalOf, exactTextOf } from "../../core/exact-decimal.ts";
import type { BodyOf } from "../../runtime/actor/context.ts";
import { TEXT_BYTES_MAX } from "../../runtime/codec/text-field.ts";
import { afterFill, type CostBasis } from "../../trading/account/cost-basis.ts";
import { type FeeSum, type FillFee, withFee } from "../../trading/account/fee-sum.ts";
import type { Filled } from "../message/filled.ts";

export type FilledBody = Readonly<BodyOf<typeof Filled>>;

/** What an order event says of a fill. A message view is one. */
export type PairFill = FillFee & {
  readonly strategy: number;
  readonly instrument: number;
  readonly side: "BUY" | "SELL";
  readonly deltaLots: number;
  readonly priceTicks: number;
};

/** Of a pair whose fills were not all counted: by an older program, or where a number has no room. */
export const NOT_KNOWN = {
  feeUnknownFills: 0,
  cost: "",
  realised: "",
  feeQuote: "",
  feeBase: "",
} as const;

/** Before the first fill. */
export function emptyPair(strategy: number, instrument: number): FilledBody {
  const nothing = { cost: "0", realised: "0", feeQuote: "0", feeBase: "0", feeUnknownFills: 0 };
  return { strategy, instrument, lots: 0, fills: 0, sequence: 0, ...nothing };
}

/** Returns a copy of what a board shows. */
export function pairOf(shown: FilledBody): FilledBody {
  const { strategy, instrument, lots, fills, sequence } = shown;
  const { feeUnknownFills, cost, realised, feeQuote, feeBase } = shown;
  const known = { feeUnknownFills, cost, realised, feeQuote, feeBase };
  return { strategy, instrument, lots, fills, sequence, ...known };
}

/** Returns the pair after one fill, which stands at `sequence` of its topic. */
export function filledPair(last: FilledBody, fill: PairFill, sequence: number): FilledBody {
  const { strategy, instrument, fills } = last;
  const lots = last.lots + (fill.side === "BUY" ? fill.deltaLots : -fill.deltaLots);
  const moved = { strategy, instrument, lots, fills: fills + 1, sequence };
  return { ...moved, ...costAfter(last, fill), ...feesAfter(last, fill) };
}

/** What the lots of a pair cost; null when that is not known. */
export function basisOf({ lots, cost, realised }: FilledBody): CostBasis | null {
  if (cost === "" || realised === "") return null;
  return { lots, cost: BigInt(cost), realised: BigInt(realised) };
}

/** What sells brought, less what buys cost, in ticks times lots; null when that is not known. */
export function cashOf(pair: FilledBody): bigint | null {
  const basis = basisOf(pair);
  return basis === null ? null : basis.realised - basis.cost;
}

/** What a pair paid; null when that is not known. */
export function feesOf({ feeQuote, feeBase, feeUnknownFills }: FilledBody): FeeSum | null {
  const quote = exactDecimalOf(feeQuote);
  const base = exactDecimalOf(feeBase);
  if (quote === null || base === null) return null;
  return { quote, base, unknownFills: feeUnknownFills };
}

function costAfter(last: FilledBody, fill: PairFill): Pick<FilledBody, "cost" | "realised"> {
  const basis = basisOf(last);
  const { side, priceTicks, deltaLots: lots } = fill;
  // A fill is never lost for its price.
  if (basis === null || !isCount(priceTicks) || !isCount(lots)) return { cost: "", realised: "" };
  const { cost, realised } = afterFill(basis, { side, priceTicks, lots });
  return { cost: roomy(`${cost}`), realised: roomy(`${realised}`) };
}

function feesAfter(
  last: FilledBody,
  fill: PairFill,
): Pick<FilledBody, "feeQuote" | "feeBase" | "feeUnknownFills"> {
  const fees = feesOf(last);
  if (fees === null) return { feeQuote: "", feeBase: "", feeUnknownFills: last.feeUnknownFills };
  const { quote, base, unknownFills } = withFee(fees, fill);
  return {
    feeQuote: roomy(exactTextOf(quote)),
    feeBase: roomy(exactTextOf(base)),
    feeUnknownFills: unknownFills,
  };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

/** Empty when the field has no room for it. */
function roomy(text: string): string {
  return text.length <= TEXT_BYTES_MAX ? text : "";
}
