/**
 * Quotes both sides around the mid, and leans away from what it holds: at a full long position both
 * quotes are lower by `skewBps`, so that the next fill rather sells.
 */

import { defineStrategy } from "../../src/desk/strategy/define-strategy.ts";
import type { OrderDesk } from "../../src/desk/strategy/order-desk.ts";
import { bps, quantity } from "../../src/runtime/actor/setting.ts";
import { skewedQuotes } from "../../src/trading/market/skewed-quotes.ts";

type Side = "BUY" | "SELL";

export default defineStrategy({
  args: {
    clip: quantity({ min: 1 }),
    halfSpreadBps: bps({ min: 0, max: 100 }),
    skewBps: bps({ min: 0, max: 100 }),
    /** A quote stays while it is closer than this to where it should be. */
    refreshBps: bps({ min: 0, max: 100 }),
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
    quoteSide(ctx.orders, "BUY", { priceTicks: bidTicks, lots: state.clip, toleranceTicks });
    quoteSide(ctx.orders, "SELL", { priceTicks: askTicks, lots: state.clip, toleranceTicks });
  },
});

type Wanted = {
  readonly priceTicks: number;
  readonly lots: number;
  readonly toleranceTicks: number;
};

/** Keeps one order a side: leaves it where it is close enough, else cancels it and quotes anew. */
function quoteSide(orders: OrderDesk, side: Side, wanted: Wanted): undefined {
  const working = orders.open.filter((order) => order.side === side);
  for (const order of working) {
    const isClose = Math.abs(order.priceTicks - wanted.priceTicks) <= wanted.toleranceTicks;
    if (!isClose) orders.cancel(order.orderId);
  }
  if (working.length > 0 || !(wanted.priceTicks > 0)) return;
  if (side === "BUY") orders.buy(wanted.lots, wanted.priceTicks);
  else orders.sell(wanted.lots, wanted.priceTicks);
}
