/**
 * The first actor of the ring: it sends the quote off once the last one is ready, takes it back, and
 * records how long each lap took, after those that warm up. A lap that missed an actor is a fault.
 */
import { assert } from "../../src/core/assert.ts";
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { count, text } from "../../src/runtime/actor/setting.ts";
import { BenchQuote, quoteOf } from "../kit/bench-quote.ts";

/** Names of its histogram and its counter. */
export const LAP_HOP = "lap";
export const LAPS = "laps";

export default defineActor({
  args: { last: text(), others: count({ min: 1 }), warmUp: count(), laps: count({ min: 1 }) },
  in: { quote: BenchQuote },
  out: { quote: BenchQuote },
  start: (_ctx, args) => ({ ...args, lap: 0, begunAt: Number.NaN }),
  on: {
    quote(state, { instrument, bidLots }, ctx) {
      assert(instrument === state.lap, `lap ${state.lap} comes back: it is ${instrument}`);
      assert(bidLots === state.others, `${state.others} others hand it on: it was ${bidLots}`);
      const nowNs = ctx.now();
      if (state.lap >= state.warmUp) {
        ctx.latency(LAP_HOP, nowNs - state.begunAt);
        ctx.count(LAPS);
      }
      state.lap += 1;
      state.begunAt = nowNs;
      if (state.lap < state.warmUp + state.laps) {
        ctx.send.quote({ ...quoteOf(state.lap), bidLots: 0 });
      }
    },
  },
  every: {
    "5ms": (state, ctx) => {
      if (state.begunAt > 0 || !ctx.ready(state.last)) return;
      state.begunAt = ctx.now();
      ctx.send.quote({ ...quoteOf(0), bidLots: 0 });
    },
  },
});
