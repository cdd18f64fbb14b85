/** Whether a fill-or-kill order would be filled, all of it: looked at before anything is touched. */
import type { Ladder } from "./ladder.ts";
import type { LiveOrder } from "./live-order.ts";
import type { PriceLevel } from "./price-level.ts";

/**
 * Whether trades alone would fill `taker` from `ladder`. Lots that self-trade prevention would take
 * from it are no trades: where that, or its end, comes before the last lot, it is not filled.
 */
export function canFill(ladder: Ladder, taker: LiveOrder): boolean {
  let missing = taker.leaves;
  for (let place = 0; missing > 0; place += 1) {
    const level = ladder.level(place);
    if (level === null || !ladder.reaches(taker.priceTicks, level.priceTicks)) return false;
    if (taker.stp === "NONE") missing -= level.shownLots + level.hiddenLots;
    else if (taker.stp === "EXPIRE_MAKER") missing -= lotsOfOthers(level, taker.owner);
    else if (!hasOrderOf(level, taker.owner)) missing -= level.shownLots + level.hiddenLots;
    else return shownBefore(level, taker.owner) >= missing;
  }
  return true;
}

function lotsOfOthers(level: PriceLevel, owner: number): number {
  let lots = 0;
  for (let order = level.head; order !== null; order = order.next) {
    if (order.owner !== owner) lots += order.leaves;
  }
  return lots;
}

function hasOrderOf(level: PriceLevel, owner: number): boolean {
  for (let order = level.head; order !== null; order = order.next) {
    if (order.owner === owner) return true;
  }
  return false;
}

/** What is taken before the first order of `owner`: a new peak comes after it. */
function shownBefore(level: PriceLevel, owner: number): number {
  let lots = 0;
  for (let order = level.head; order !== null && order.owner !== owner; order = order.next) {
    lots += order.shownLots;
  }
  return lots;
}
