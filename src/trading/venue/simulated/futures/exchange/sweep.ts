/**
 * What an order would take, looked at beforehand, because of the reduce-only orders that it meets.
 *
 * While it takes, its makers' positions change, and a reduce-only maker further back may have nothing
 * left to reduce when its turn comes. Such makers are made as small as they will have to be before the
 * order is matched: the outcome is that of doing it in between.
 */
import type { MatchingEngine } from "../../engine/matching-engine.ts";
import type { Side } from "../../exchange/words.ts";
import type { FuturesOrder, FuturesStpMode } from "./order.ts";

export type SweepOrder = {
  readonly account: number;
  readonly side: Side;
  readonly lots: number;
  /** Infinite, with the side's sign, without one. */
  readonly limitTicks: number;
  readonly stp: FuturesStpMode;
};

/** A reduce-only maker, and the most lots that it may have left; 0: none. */
export type Cut = { readonly order: FuturesOrder; readonly lots: number };

export type SweepPlan = {
  /** Lots that will trade. */
  readonly lots: number;
  readonly cuts: readonly Cut[];
};

export type SweepLook = {
  orderOf(number: number): FuturesOrder;
  /** Signed lots of an account now. */
  positionOf(account: number): number;
};

export function planSweep(engine: MatchingEngine, taker: SweepOrder, look: SweepLook): SweepPlan {
  const makerSide = taker.side === "BUY" ? "SELL" : "BUY";
  const sign = makerSide === "BUY" ? 1 : -1;
  /** Positions as they will be, of makers. */
  const positions = new Map<number, number>();
  const cuts: Cut[] = [];
  let left = taker.lots;

  const meet = (number: number, leaves: number): boolean => {
    const order = look.orderOf(number);
    const { account } = order;
    const isOwn = account === taker.account;
    if (isOwn && taker.stp === "EXPIRE_MAKER") return true;
    if (isOwn && taker.stp !== "NONE") {
      left = -left;
      return false;
    }
    const position = positions.get(account) ?? look.positionOf(account);
    const room = order.isReduceOnly && !isOwn ? Math.max(0, -sign * position) : leaves;
    const allowed = Math.min(leaves, room);
    if (allowed < leaves) cuts.push({ order, lots: allowed });
    const taken = Math.min(left, allowed);
    left -= taken;
    // Who trades with itself holds what it held.
    if (!isOwn) positions.set(account, position + sign * taken);
    return left > 0;
  };

  for (const priceTicks of pricesOf(engine, makerSide, taker.limitTicks)) {
    if (!(left > 0)) break;
    engine.forEachOrderAt(makerSide, priceTicks, (number, shown, hidden) =>
      meet(number, shown + hidden),
    );
  }
  return { lots: taker.lots - Math.abs(left), cuts };
}

/** Prices that an order with this limit reaches, as it meets them. */
function pricesOf(engine: MatchingEngine, side: Side, limitTicks: number): readonly number[] {
  const prices: number[] = [];
  engine.forEachLevel(side, Number.POSITIVE_INFINITY, (priceTicks) => {
    const isReached = side === "SELL" ? priceTicks <= limitTicks : priceTicks >= limitTicks;
    if (isReached) prices.push(priceTicks);
  });
  return prices;
}
