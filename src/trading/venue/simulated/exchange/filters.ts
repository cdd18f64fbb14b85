/** Whether an order keeps to its symbol's filters. What is missing or NaN does not. */

import type { PlaceRequest } from "./order.ts";
import { filterFailure } from "./refusals.ts";
import type { SymbolRules } from "./symbol-rules.ts";
import type { Refusal } from "./words.ts";

const PARTS = 10_000;

/** What the filters compare with. */
export type FilterLook = {
  /** NaN before the first trade. */
  readonly lastPriceTicks: number;
  /** Of the account, stops included. */
  readonly openOrders: number;
  readonly waitingStops: number;
  /** One of the venue's own traders: nothing but the grid concerns it. */
  readonly isUnlimited: boolean;
};

/** Returns the first filter that `request` does not pass; null when it passes all. */
export function filterRefusal(
  rules: SymbolRules,
  request: PlaceRequest,
  look: FilterLook,
): Refusal | null {
  const { type } = request;
  const hasPrice = type.includes("LIMIT");
  const isStop = isStopType(type);
  if (hasPrice && !isPrice(rules, request.priceTicks)) return filterFailure("PRICE_FILTER");
  if (isStop && !isPrice(rules, request.stopTicks)) return filterFailure("PRICE_FILTER");
  if (look.isUnlimited) {
    return request.lots >= rules.lotsMin ? null : filterFailure("LOT_SIZE");
  }
  if (hasPrice && !isNear(rules, request.priceTicks, look.lastPriceTicks)) {
    return filterFailure("PERCENT_PRICE_BY_SIDE");
  }
  const size = sizeRefusal(rules, request, look);
  if (size !== null) return size;
  if (!(look.openOrders < rules.ordersMax)) return filterFailure("MAX_NUM_ORDERS");
  if (isStop && !(look.waitingStops < rules.stopsMax)) return filterFailure("MAX_NUM_ALGO_ORDERS");
  return null;
}

/** Whether an order of this type waits for a price first. */
export function isStopType(type: PlaceRequest["type"]): boolean {
  return type.startsWith("STOP") || type.startsWith("TAKE");
}

function sizeRefusal(
  rules: SymbolRules,
  { type, lots, quoteAtoms, priceTicks, icebergLots }: PlaceRequest,
  { lastPriceTicks }: FilterLook,
): Refusal | null {
  if (quoteAtoms !== null) {
    return quoteAtoms >= rules.notionalMin && quoteAtoms <= rules.notionalMax
      ? null
      : filterFailure("NOTIONAL");
  }
  if (!(lots >= rules.lotsMin && lots <= rules.lotsMax)) return filterFailure("LOT_SIZE");
  // A market order is valued at the last price; before the first one it cannot be.
  const ticks = type.includes("LIMIT") ? priceTicks : lastPriceTicks;
  if (ticks > 0) {
    const notional = BigInt(ticks) * BigInt(lots) * rules.atomsPerTickLot;
    const isWithin = notional >= rules.notionalMin && notional <= rules.notionalMax;
    if (!isWithin) return filterFailure("NOTIONAL");
  }
  if (Number.isNaN(icebergLots) || icebergLots === 0) return null;
  const parts = Math.ceil(lots / icebergLots);
  const isParted = icebergLots > 0 && icebergLots <= lots && parts <= rules.icebergPartsMax;
  return isParted ? null : filterFailure("ICEBERG_PARTS");
}

function isPrice(rules: SymbolRules, ticks: number): boolean {
  return ticks >= rules.priceTicksMin && ticks <= rules.priceTicksMax;
}

function isNear(rules: SymbolRules, ticks: number, lastTicks: number): boolean {
  if (Number.isNaN(lastTicks)) return true;
  const scaled = ticks * PARTS;
  return scaled <= lastTicks * rules.percentUp && scaled >= lastTicks * rules.percentDown;
}
