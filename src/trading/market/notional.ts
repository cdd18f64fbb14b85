/**
 * What a quantity at a price is worth, in integers.
 *
 * The minor unit of an instrument is `10^-(tick.scale + lot.scale)` of its quote asset: with a tick
 * of 0.01 and a lot of 0.00001 it is 10^-7 USDT, and one lot at one tick is worth exactly 1. Amounts
 * of instruments with other steps have other units: never add them as they are.
 */
import { textOf } from "../../core/decimal.ts";
import { exactMultiply } from "../../core/exact.ts";
import type { Instrument } from "./instrument.ts";

/**
 * Returns the worth of `lots` at `ticks`, signed as their product is. Minor units.
 *
 * @throws {AssertionError} When it is beyond 2^53: 900 million USDT with the steps above.
 */
export function notionalMinorOf(instrument: Instrument, ticks: number, lots: number): number {
  const { tick, lot } = instrument;
  return exactMultiply(exactMultiply(ticks, lots), exactMultiply(tick.digits, lot.digits));
}

/** Returns how many decimal places of the quote asset a minor unit is. */
export function minorScaleOf(instrument: Instrument): number {
  return instrument.tick.scale + instrument.lot.scale;
}

/**
 * Returns an amount of the quote asset as decimal text.
 *
 * @throws {AssertionError} When it is no integer within 2^53.
 */
export function amountTextOf(instrument: Instrument, minor: number): string {
  return textOf(minor, { digits: 1, scale: minorScaleOf(instrument) });
}
