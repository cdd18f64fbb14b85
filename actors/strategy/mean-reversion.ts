/**
 * Bets on a return to the mean: sells into strength beyond `bandSigma` standard deviations of the
 * last 200 mids, buys into weakness. One order at a time.
 */

import { defineStrategy } from "../../src/desk/strategy/define-strategy.ts";
import { quantity, ratio } from "../../src/runtime/actor/setting.ts";
import { definePacked } from "../../src/runtime/codec/define-packed.ts";
import { zScore } from "../../src/trading/market/z-score.ts";

const WINDOW = 200;

const Kept = definePacked<{ readonly window: readonly number[] }>("mean-reversion-kept", 1);

export default defineStrategy({
  args: { clip: quantity({ min: 1 }), bandSigma: ratio({ min: 0.5, max: 10 }) },
  keep: Kept,
  start: (ctx, args) => ({ window: zScore(WINDOW, ctx.kept?.window), ...args }),
  on: {
    quote(state, quote) {
      state.window.push(quote.mid());
    },
  },
  settle(state, ctx) {
    if (!ctx.market.live || ctx.orders.working > 0) return;
    if (state.window.value > state.bandSigma) {
      ctx.orders.sell(state.clip, ctx.market.bid, { validForMs: 250 });
    }
    if (state.window.value < -state.bandSigma) {
      ctx.orders.buy(state.clip, ctx.market.ask, { validForMs: 250 });
    }
  },
  snapshot: (state) => ({ window: state.window.values }),
});
