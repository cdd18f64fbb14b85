/**
 * Fills of paper orders, from a book and prints that the order itself never touched.
 *
 * A taker walks the displayed levels and pays each level's price. What is left rests behind the
 * lots that were displayed at its price; prints at that price shorten the queue first and then fill
 * it, prints through it fill it at its own price.
 *
 * Bias: optimistic. Our orders move no price and take no liquidity from others, the queue ahead
 * never grows, and a level that we took is there again for the next order. Pessimistic in one
 * point: cancels ahead of us do not shorten the queue.
 */
import { leavesOf, type PaperFill, type PaperOrder } from "./paper-order.ts";

/** The displayed side that an order trades against: pairs of ticks and lots, best first. */
export type Levels = {
  readonly count: number;
  ticks(index: number): number;
  lots(index: number): number;
};

/** Returns the fills of the marketable part of `order`, best price first. It stays as it is. */
export function take(order: PaperOrder, opposite: Levels): PaperFill[] {
  const fills: PaperFill[] = [];
  let leaves = leavesOf(order);
  for (let index = 0; index < opposite.count && leaves > 0; index += 1) {
    const priceTicks = opposite.ticks(index);
    if (!reaches(order, priceTicks)) break;
    const lots = Math.min(leaves, opposite.lots(index));
    if (!(lots > 0)) continue;
    leaves -= lots;
    fills.push({ order, lots, priceTicks, liquidity: "TAKER" });
  }
  return fills;
}

/** Lets what is left of `order` rest, behind what its own side displays at its price. */
export function rest(order: PaperOrder, own: Levels): undefined {
  order.aheadLots = 0;
  for (let index = 0; index < own.count; index += 1) {
    if (own.ticks(index) === order.priceTicks) order.aheadLots = own.lots(index);
  }
}

/** A print that may fill a resting order. Null when it does not reach it. */
export function fillByTrade(
  order: PaperOrder,
  trade: { readonly aggressor: "BUY" | "SELL"; readonly priceTicks: number; readonly lots: number },
): PaperFill | null {
  if (trade.aggressor === order.side || !(order.aheadLots >= 0)) return null;
  if (trade.priceTicks === order.priceTicks) return fillBehindQueue(order, trade.lots);
  if (!isThrough(order, trade.priceTicks)) return null;
  return fillAsMaker(order, trade.lots);
}

/** A book whose other side has come to or through a resting order fills it at its own price. */
export function fillByBook(order: PaperOrder, opposite: Levels): PaperFill | null {
  if (!(order.aheadLots >= 0) || opposite.count === 0) return null;
  let lots = 0;
  for (let index = 0; index < opposite.count; index += 1) {
    if (!reaches(order, opposite.ticks(index))) break;
    lots += opposite.lots(index);
  }
  return fillAsMaker(order, lots);
}

function fillBehindQueue(order: PaperOrder, lots: number): PaperFill | null {
  const ahead = Math.min(order.aheadLots, lots);
  order.aheadLots -= ahead;
  return fillAsMaker(order, lots - ahead);
}

function fillAsMaker(order: PaperOrder, lotsMax: number): PaperFill | null {
  const lots = Math.min(leavesOf(order), lotsMax);
  if (!(lots > 0)) return null;
  return { order, lots, priceTicks: order.priceTicks, liquidity: "MAKER" };
}

function reaches(order: PaperOrder, priceTicks: number): boolean {
  return order.side === "BUY" ? priceTicks <= order.priceTicks : priceTicks >= order.priceTicks;
}

function isThrough(order: PaperOrder, priceTicks: number): boolean {
  return order.side === "BUY" ? priceTicks < order.priceTicks : priceTicks > order.priceTicks;
}
