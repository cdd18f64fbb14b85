/** Whether an order keeps to its contract's filters. What is missing or NaN does not. */
import { textOf } from "../../../../../core/decimal.ts";
import { atomsTextOf } from "../../../../../core/decimal-atoms.ts";
import type { Refusal, Side } from "../../exchange/words.ts";
import type { ContractMarket } from "./contract-market.ts";
import type { ContractRules } from "./contract-rules.ts";
import { aboveCap, belowFloor, FUTURES_REFUSALS, notionalTooSmall } from "./refusals.ts";

const PARTS = 10_000;

export type CheckedOrder = {
  readonly side: Side;
  /** NaN of an order at the market. */
  readonly priceTicks: number;
  readonly hasPrice: boolean;
  readonly lots: number;
  readonly isReduceOnly: boolean;
};

/** Returns the first filter that an order does not pass; null when it passes all. */
export function checkOrder(market: ContractMarket, order: CheckedOrder): Refusal | null {
  const { rules } = market;
  if (rules.status !== "TRADING") return FUTURES_REFUSALS.closed;
  return (
    priceRefusal(rules, order, market.markTicks) ?? quantityRefusal(rules, order, market.markTicks)
  );
}

/** Furthest price that an order of this side may trade at; NaN without a mark price. Ticks. */
export function boundTicks(rules: ContractRules, side: Side, markTicks: number): number {
  return side === "BUY"
    ? Math.floor((markTicks * rules.percentUp) / PARTS)
    : Math.ceil((markTicks * rules.percentDown) / PARTS);
}

function priceRefusal(
  rules: ContractRules,
  { side, hasPrice, priceTicks }: CheckedOrder,
  markTicks: number,
): Refusal | null {
  if (!hasPrice) return null;
  if (Number.isNaN(priceTicks)) return FUTURES_REFUSALS.priceOffGrid;
  if (!(priceTicks <= rules.priceTicksMax)) return FUTURES_REFUSALS.priceTooHigh;
  if (!(priceTicks >= rules.priceTicksMin)) return FUTURES_REFUSALS.priceTooLow;
  const bound = boundTicks(rules, side, markTicks);
  if (Number.isNaN(bound)) return null;
  if (side === "BUY" && priceTicks > bound) return aboveCap(textOf(bound, rules.tick));
  if (side === "SELL" && priceTicks < bound) return belowFloor(textOf(bound, rules.tick));
  return null;
}

function quantityRefusal(
  rules: ContractRules,
  { priceTicks, hasPrice, lots, isReduceOnly }: CheckedOrder,
  markTicks: number,
): Refusal | null {
  if (Number.isNaN(lots)) return FUTURES_REFUSALS.quantityOffGrid;
  if (!(lots >= rules.lotsMin)) return FUTURES_REFUSALS.quantityTooSmall;
  if (!(lots <= rules.lotsMax)) return FUTURES_REFUSALS.quantityTooLarge;
  // At the market it is valued at the mark price; before there is one it cannot be.
  const ticks = hasPrice ? priceTicks : markTicks;
  if (isReduceOnly || Number.isNaN(ticks)) return null;
  const notional = BigInt(ticks) * BigInt(lots) * rules.atomsPerTickLot;
  return notional >= rules.notionalMin ? null : notionalTooSmall(plain(rules.notionalMin));
}

/** "5" as the venue says it. */
function plain(atoms: bigint): string {
  return atomsTextOf(atoms).replace(/\.?0+$/, "");
}
