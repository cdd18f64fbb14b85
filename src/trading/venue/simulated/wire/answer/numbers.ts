/** Amounts and times as the venue writes them: eight places, milliseconds unless asked otherwise. */
import { textOf } from "../../../../../core/decimal.ts";
import { atomsTextOf } from "../../../../../core/decimal-atoms.ts";
import type { DecimalStep } from "../../../../../core/decimal-step.ts";
import type { SymbolRules } from "../../exchange/symbol-rules.ts";

/** What times are told in. */
export type TimeUnit = "MILLISECOND" | "MICROSECOND";

const PLACES = 8;

/** NaN, of an order without one, is zero. */
export function priceText({ tick }: SymbolRules, ticks: number): string {
  return fixedText(ticks, tick);
}

/** NaN, of an order without one, is zero. */
export function quantityText({ lot }: SymbolRules, lots: number): string {
  return fixedText(lots, lot);
}

/** @param tickLots Sum of price times quantity, in ticks times lots. */
export function quoteText({ atomsPerTickLot }: SymbolRules, tickLots: bigint): string {
  return atomsTextOf(tickLots * atomsPerTickLot);
}

/** @param at Wall microseconds; -1, of what has not happened, stays -1 in each unit. */
export function timeOf(at: number, unit: TimeUnit): number {
  return unit === "MICROSECOND" ? at : Math.floor(at / 1_000);
}

/** A ratio as decimal text, cut to `places`. */
export function ratioText(numerator: bigint, denominator: bigint, places: number): string {
  if (denominator === 0n) return `0.${"0".repeat(places)}`;
  const isNegative = numerator < 0n !== denominator < 0n && numerator !== 0n;
  const size = (numerator < 0n ? -numerator : numerator) * 10n ** BigInt(places);
  const digits = `${size / (denominator < 0n ? -denominator : denominator)}`.padStart(
    places + 1,
    "0",
  );
  const point = digits.length - places;
  return `${isNegative ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function fixedText(steps: number, step: DecimalStep): string {
  const text = textOf(Number.isNaN(steps) ? 0 : steps, step);
  if (step.scale === 0) return `${text}.${"0".repeat(PLACES)}`;
  return text + "0".repeat(Math.max(0, PLACES - step.scale));
}
