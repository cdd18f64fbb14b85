/** What an order holds of its account until it is over: the most that it can still cost. */
import type { PlaceRequest } from "../order.ts";
import type { SymbolRules } from "../symbol-rules.ts";
import type { Atoms } from "../words.ts";

/** The asset that an order of this side holds. */
export function heldAsset(rules: SymbolRules, side: PlaceRequest["side"]): string {
  return side === "BUY" ? rules.quote : rules.base;
}

/** What `lots` at `priceTicks` are worth, in quote atoms. */
export function worthOf(rules: SymbolRules, priceTicks: number, lots: number): Atoms {
  return BigInt(priceTicks) * BigInt(lots) * rules.atomsPerTickLot;
}

/**
 * Returns what an order holds when it is taken.
 *
 * A market buy holds all that is free while it is matched, and gives the rest back at once: what it
 * costs is not known before.
 */
export function holdOf(rules: SymbolRules, request: PlaceRequest, free: Atoms): Atoms {
  const { side, type, lots, quoteAtoms } = request;
  if (side === "SELL") return BigInt(lots) * rules.atomsPerLot;
  if (type === "MARKET") return quoteAtoms ?? free;
  return worthOf(rules, limitOf(request), lots);
}

/** How far above its stop a market buy is filled at most: in 1/100. */
const STOP_ROOM = 105;

/**
 * The price that an order of money is counted at: its limit. A stop that becomes a market buy is
 * filled up to 5 % above its stop, and what is dearer expires, so that it never costs what it does
 * not hold.
 */
export function limitOf({
  type,
  priceTicks,
  stopTicks,
}: Pick<PlaceRequest, "type" | "priceTicks" | "stopTicks">): number {
  const isAtMarket = type === "STOP_LOSS" || type === "TAKE_PROFIT";
  return isAtMarket ? Math.floor((stopTicks * STOP_ROOM) / 100) : priceTicks;
}
