/**
 * What is held of an instrument once the fees that were taken of it are off: a venue without a fee asset
 * of its own takes the fee of a buy of what was bought.
 */
import type { DecimalStep } from "../../core/decimal-step.ts";
import type { ExactDecimal } from "../../core/exact-decimal.ts";

/**
 * Returns whole lots, rounded down: what is less than a lot can be neither sold nor counted on.
 *
 * @param lots Bought less sold. Integer.
 * @param feeBase Paid in the base asset, less rebates.
 *
 * @example
 * ```ts
 * const lot = { digits: 1, scale: 3 };
 * heldLots(1_000, { digits: 1n, scale: 3 }, lot); // => 999
 * heldLots(67, { digits: 67n, scale: 3 }, { digits: 1, scale: 0 }); // => 66
 * heldLots(1_000, { digits: 0n, scale: 0 }, lot); // => 1000
 * ```
 */
export function heldLots(lots: number, feeBase: ExactDecimal, lot: DecimalStep): number {
  const scale = Math.max(feeBase.scale, lot.scale);
  const step = BigInt(lot.digits) * 10n ** BigInt(scale - lot.scale);
  const held = BigInt(lots) * step - feeBase.digits * 10n ** BigInt(scale - feeBase.scale);
  const whole = held / step;
  return Number(whole * step > held ? whole - 1n : whole);
}
