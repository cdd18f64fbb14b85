/**
 * A strategy for the hop bench: one small order a quote, as soon as the last one is over. It buys
 * and sells in turn, so that its position stays within one order.
 */
import { defineStrategy } from "../../src/desk/strategy/define-strategy.ts";
import { quantity } from "../../src/runtime/actor/setting.ts";

/** Beyond the touch, so that the order is filled wherever the price went meanwhile. */
const REACH = 0.001;

export default defineStrategy({
  args: { clip: quantity({ min: 1 }) },
  start: (_ctx, args) => ({ ...args, isNew: false }),
  on: {
    quote(state) {
      state.isNew = true;
    },
  },
  settle(state, ctx) {
    if (!state.isNew || !ctx.market.live || ctx.orders.working > 0) return;
    state.isNew = false;
    const { bid, ask } = ctx.market;
    if (ctx.position.lots > 0) ctx.orders.sell(state.clip, Math.round(bid * (1 - REACH)));
    else ctx.orders.buy(state.clip, Math.round(ask * (1 + REACH)));
  },
});
