/**
 * The least that an order must be worth at the venue (its filter NOTIONAL or MIN_NOTIONAL). One below it is
 * refused here: the venue would refuse it a way later, and count it. A market order has no price of its own,
 * and is left to the venue, which takes the mean of the last minutes; so is an amendment.
 */
import { textOf } from "../../../../../core/decimal.ts";
import { type DecimalStep, parseStep } from "../../../../../core/decimal-step.ts";
import type { Instrument } from "../../../../market/instrument.ts";
import type { OrderStyle } from "../../requests/order-calls.ts";

/** By instrument, in its quote asset. What is not in it has none. */
export type LeastWorths = Map<number, DecimalStep>;

/** What of an order decides. */
export type WorthTicket = {
  readonly instrument: Instrument;
  readonly priceTicks: number;
  readonly lots: number;
  /** GTC by default. */
  readonly style?: OrderStyle;
};

/** Takes what the venue says; none that can be read is none, and the venue's own look is the last. */
export function learnLeast(worths: LeastWorths, instrument: Instrument, text: string): undefined {
  const least = parseStep(text);
  if (least.ok) worths.set(instrument.number, least.value);
  else worths.delete(instrument.number);
}

/** Why the order is too small, with both numbers, in 31 characters where they are short; null when it is not. */
export function worthRefusalOf(worths: LeastWorths, ticket: WorthTicket): string | null {
  const { instrument, priceTicks, lots, style } = ticket;
  const least = worths.get(instrument.number);
  if (least === undefined || style === "MARKET") return null;
  const { tick, lot, quote } = instrument;
  const digits = BigInt(tick.digits) * BigInt(lot.digits) * BigInt(priceTicks) * BigInt(lots);
  const scale = tick.scale + lot.scale;
  const isEnough =
    digits * 10n ** BigInt(least.scale) >= BigInt(least.digits) * 10n ** BigInt(scale);
  if (isEnough) return null;
  return `below ${textOf(1, least)} ${quote}: worth ${plain(digits, scale)}`;
}

function plain(digits: bigint, scale: number): string {
  const text = `${digits}`.padStart(scale + 1, "0");
  const whole = text.slice(0, text.length - scale);
  const places = text.slice(text.length - scale).replace(/0+$/, "");
  return places === "" ? whole : `${whole}.${places}`;
}
