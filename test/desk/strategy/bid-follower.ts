/** The example of `docs/strategies.md`. */
import { defineStrategy } from "../../../src/desk/strategy/define-strategy.ts";
import { quantity } from "../../../src/runtime/actor/setting.ts";

/** Keeps one bid at the best price: it follows by a replace, and is smaller while it is long. */
export const follower = defineStrategy({
  args: { clip: quantity({ min: 1 }) },
  start: (_ctx, { clip }) => ({ clip }),
  on: {},
  settle({ clip }, { market, orders, position }) {
    if (!market.live) {
      orders.cancelAll();
      return;
    }
    const [bid] = orders.open;
    if (bid === undefined) {
      orders.buy(clip, market.bid, { style: "POST_ONLY" });
      return;
    }
    if (bid.status !== "NEW") return;
    const wanted = Math.ceil(clip / 2);
    if (position.lots > 0 && bid.leavesLots > wanted) orders.amend(bid.orderId, wanted);
    else if (bid.priceTicks !== market.bid) orders.replace(bid.orderId, { priceTicks: market.bid });
  },
});
