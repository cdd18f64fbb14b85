/**
 * Profit and loss in the quote asset, from what is held, what it cost and what fees took: exact, since
 * a price in the middle of a touch is half a tick at the finest.
 *
 * A fee that was taken in the base asset is lots that are not there any more, so it is worth what they
 * would be: the net is by how much the account's money and its lots at the mid have grown.
 */
import { type ExactDecimal, negated, productOf, sumOf, ZERO } from "../../core/exact-decimal.ts";
import type { Instrument } from "../market/instrument.ts";
import type { CostBasis } from "./cost-basis.ts";
import type { FeeSum } from "./fee-sum.ts";

/** The best prices on either side. Ticks. */
export type Touch = { readonly bidTicks: number; readonly askTicks: number };

/** In the instrument's quote asset. Null where something that it takes is not known. */
export type Profit = {
  /** Of what was closed, before fees. */
  readonly realised: ExactDecimal | null;
  /** Of what is held, at the mid, before fees. */
  readonly unrealised: ExactDecimal | null;
  /** Both, less all fees. Null, too, when a fee is not known. */
  readonly net: ExactDecimal | null;
};

/** Places of an average price beyond those of a tick. */
const AVERAGE_PLACES = 2;

/**
 * Returns what a position has earned.
 *
 * @param basis Null when some of its fills were never counted.
 * @param touch Null when the market is not known; NaN on a side that is empty.
 */
export function profitOf(
  instrument: Instrument,
  { basis, fees }: { readonly basis: CostBasis | null; readonly fees: FeeSum | null },
  touch: Touch | null,
): Profit {
  const mid = midOf(instrument, touch);
  if (basis === null) return { realised: null, unrealised: null, net: null };
  const realised = worthOf(instrument, basis.realised);
  const unrealised = unrealisedOf(instrument, basis, mid);
  const paid = paidOf(fees, mid);
  const isKnown = unrealised !== null && paid !== null;
  const net = isKnown ? sumOf(sumOf(realised, unrealised), negated(paid)) : null;
  return { realised, unrealised, net };
}

/** Returns the middle of a touch, in the quote asset; null when a side is not known. */
export function midOf({ tick }: Instrument, touch: Touch | null): ExactDecimal | null {
  if (touch === null) return null;
  const { bidTicks, askTicks } = touch;
  if (!Number.isSafeInteger(bidTicks) || !Number.isSafeInteger(askTicks)) return null;
  // Five tenths of the sum: half of it, with one place more.
  const digits = (BigInt(bidTicks) + BigInt(askTicks)) * BigInt(tick.digits) * 5n;
  return { digits, scale: tick.scale + 1 };
}

/**
 * Returns the average price of what is held, for people: rounded to two places more than a tick has.
 * Null when nothing is held.
 */
export function averagePriceOf({ tick }: Instrument, basis: CostBasis): ExactDecimal | null {
  if (basis.lots === 0) return null;
  const lots = BigInt(Math.abs(basis.lots));
  const cost = basis.cost < 0n ? -basis.cost : basis.cost;
  const digits = cost * BigInt(tick.digits) * 10n ** BigInt(AVERAGE_PLACES);
  return { digits: (digits + lots / 2n) / lots, scale: tick.scale + AVERAGE_PLACES };
}

function unrealisedOf(
  instrument: Instrument,
  basis: CostBasis,
  mid: ExactDecimal | null,
): ExactDecimal | null {
  if (basis.lots === 0) return ZERO;
  if (mid === null) return null;
  const { lot } = instrument;
  const held = { digits: BigInt(basis.lots) * BigInt(lot.digits), scale: lot.scale };
  return sumOf(productOf(held, mid), negated(worthOf(instrument, basis.cost)));
}

/** All fees in the quote asset; null when some are not known. */
function paidOf(fees: FeeSum | null, mid: ExactDecimal | null): ExactDecimal | null {
  if (fees === null || fees.unknownFills > 0) return null;
  if (fees.base.digits === 0n) return fees.quote;
  return mid === null ? null : sumOf(fees.quote, productOf(fees.base, mid));
}

function worthOf({ tick, lot }: Instrument, tickLots: bigint): ExactDecimal {
  return {
    digits: tickLots * BigInt(tick.digits) * BigInt(lot.digits),
    scale: tick.scale + lot.scale,
  };
}
