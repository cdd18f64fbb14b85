/**
 * Quotes both sides around the mid, and leans away from what it holds: at a full long position both
 * quotes are lower by `skewBps`, so that the next fill rather sells.
 *
 * With `replaces` a quote moves by a replace, so that the side is never without one, and from a fifth of the
 * position's limit on the side that would add to it is quoted with half the lots: what works there is
 * amended, in its place in the queue.
 */

import { defineStrategy } from "../../src/desk/strategy/define-strategy.ts";
import type { OrderDesk, WorkingOrder } from "../../src/desk/strategy/order-desk.ts";
import { bps, flag, quantity } from "../../src/runtime/actor/setting.ts";
import { skewedQuotes } from "../../src/trading/market/skewed-quotes.ts";

type Side = "BUY" | "SELL";

export default defineStrategy({
  args: {
    clip: quantity({ min: 1 }),
    halfSpreadBps: bps({ min: 0, max: 100 }),
    skewBps: bps({ min: 0, max: 100 }),
    /** A quote stays while it is closer than this to where it should be. */
    refreshBps: bps({ min: 0, max: 100 }),
    replaces: flag(false),
  },
  start: (_ctx, args) => ({ ...args }),
  on: {},
  settle(state, ctx) {
    if (!ctx.market.live) {
      ctx.orders.cancelAll();
      return;
    }
    const mid = ctx.market.mid();
    const held = ctx.position.lots / ctx.position.limitLots;
    const { bidTicks, askTicks } = skewedQuotes({ mid, held, ...state });
    const toleranceTicks = (mid * state.refreshBps) / 10_000;
    const { clip, replaces } = state;
    const isFull = (side: number) => replaces && held * side >= 0.2;
    const [buyLots, sellLots] = [1, -1].map((side) => (isFull(side) ? Math.ceil(clip / 2) : clip));
    const about = { toleranceTicks, replaces };
    quoteSide(ctx.orders, "BUY", { priceTicks: bidTicks, lots: buyLots ?? clip, ...about });
    quoteSide(ctx.orders, "SELL", { priceTicks: askTicks, lots: sellLots ?? clip, ...about });
  },
});

type Wanted = {
  readonly priceTicks: number;
  readonly lots: number;
  readonly toleranceTicks: number;
  readonly replaces: boolean;
};

/** Keeps one order a side: leaves it where it is close enough, else moves it there. */
function quoteSide(orders: OrderDesk, side: Side, wanted: Wanted): undefined {
  const working = orders.open.filter((order) => order.side === side);
  for (const order of working) {
    const isClose = Math.abs(order.priceTicks - wanted.priceTicks) <= wanted.toleranceTicks;
    const isTooLarge = wanted.replaces && order.leavesLots > wanted.lots && isAtRest(order);
    // Smaller at once: to move it takes the venue longer.
    if (isTooLarge) orders.amend(order.orderId, order.filledLots + wanted.lots);
    else if (!isClose) move(orders, order, wanted);
  }
  if (working.length > 0 || !(wanted.priceTicks > 0)) return;
  if (side === "BUY") orders.buy(wanted.lots, wanted.priceTicks);
  else orders.sell(wanted.lots, wanted.priceTicks);
}

/** Cancelled, it is quoted anew once it is gone; so is one whose replace the gate has refused. */
function move(orders: OrderDesk, order: WorkingOrder, wanted: Wanted): undefined {
  const { priceTicks, lots, replaces } = wanted;
  if (!replaces || !(priceTicks > 0)) {
    orders.cancel(order.orderId);
  } else if (isAtRest(order)) {
    const isSaid = orders.replace(order.orderId, { priceTicks, lots }) !== 0;
    if (!isSaid && orders.unsaid === "held back") orders.cancel(order.orderId);
  }
}

/** It works, and nothing is asked of it. */
function isAtRest({ status }: WorkingOrder): boolean {
  return status === "NEW" || status === "PARTIAL";
}
