/** What a fee is worth in the quote asset, so that fees of one instrument can be added. */
import { type Instrument, priceTextOf } from "../../../../market/instrument.ts";
import { minorScaleOf } from "../../../../market/notional.ts";
import type { VenueFee } from "../../answers/venue-order.ts";

const PLAIN = /^(-?)(\d+)(?:\.(\d+))?$/;

/**
 * Returns the worth in minor units of the quote asset, rounded up: a cost is never told too small. 0
 * when the fee is of an asset that has no price here, or is beyond 2^53.
 *
 * @param priceTicks Of the fill that it was taken of.
 */
export function feeWorthOf(instrument: Instrument, fee: VenueFee, priceTicks: number): number {
  if (fee.asset === "" || fee.asset === "OTHER") return 0;
  const amount = decimalOf(fee.text);
  const price = fee.asset === "BASE" ? decimalOf(priceTextOf(instrument, priceTicks)) : ONE;
  if (amount === null || price === null) return 0;
  const scale = amount.scale + price.scale;
  const minor = ceilTo(amount.digits * price.digits, scale, minorScaleOf(instrument));
  const worth = Number(minor);
  return Number.isSafeInteger(worth) ? worth : 0;
}

type Decimal = { readonly digits: bigint; readonly scale: number };

const ONE: Decimal = { digits: 1n, scale: 0 };

function decimalOf(text: string): Decimal | null {
  const [, sign, whole, places = ""] = PLAIN.exec(text) ?? [];
  if (whole === undefined) return null;
  const digits = BigInt(whole + places);
  return { digits: sign === "-" ? -digits : digits, scale: places.length };
}

function ceilTo(digits: bigint, scale: number, target: number): bigint {
  if (scale <= target) return digits * 10n ** BigInt(target - scale);
  const unit = 10n ** BigInt(scale - target);
  const floor = digits / unit;
  return digits > 0n && digits % unit !== 0n ? floor + 1n : floor;
}
