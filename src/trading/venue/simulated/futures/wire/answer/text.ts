/** Amounts and times as USD-M writes them: as many places as the contract has, milliseconds. */
import { textOf } from "../../../../../../core/decimal.ts";
import type { Atoms } from "../../../exchange/words.ts";
import { ratioText } from "../../../wire/answer/numbers.ts";
import type { ContractRules } from "../../exchange/contract-rules.ts";

const AVERAGE_PLACES = 5;

/** NaN, of an order without one, is "0". */
export function priceText({ tick, pricePlaces }: ContractRules, ticks: number): string {
  if (Number.isNaN(ticks)) return "0";
  const text = textOf(ticks, tick);
  const places = text.split(".")[1]?.length ?? 0;
  if (places >= pricePlaces) return text;
  return `${text}${places === 0 ? "." : ""}${"0".repeat(pricePlaces - places)}`;
}

export function quantityText({ lot }: ContractRules, lots: number): string {
  return textOf(lots, lot);
}

/** Price of what was paid for lots, both with their sign; zero without lots. */
export function averageText(rules: ContractRules, paid: Atoms, lots: number): string {
  return ratioText(paid, BigInt(lots) * rules.atomsPerLot, AVERAGE_PLACES);
}

/** Wall microseconds as milliseconds. */
export function ms(at: number): number {
  return Math.floor(at / 1_000);
}
