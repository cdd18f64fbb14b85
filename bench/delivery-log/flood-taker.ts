/** Takes quotes, and says one in 64 of them on: its log has what a strategy's has. */
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { BenchQuote } from "../kit/bench-quote.ts";

/** Name of its counter. */
export const TAKEN = "taken";

export default defineActor({
  in: { quote: BenchQuote },
  out: { quote: BenchQuote },
  counters: [TAKEN],
  start: () => ({ sum: 0, taken: 0, counted: 0 }),
  on: {
    quote(state, quote, ctx) {
      state.sum += quote.bidTicks + quote.askLots + quote.builtAt;
      state.taken += 1;
      if (state.taken % 64 === 0) ctx.send.quote({ ...quote.copy(), builtAt: ctx.now() });
    },
  },
  settle(state, ctx) {
    ctx.count(TAKEN, state.taken - state.counted);
    state.counted = state.taken;
  },
});
