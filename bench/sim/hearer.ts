/** Hears quotes, and does next to nothing with them. */
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { BenchQuote } from "../kit/bench-quote.ts";

export default defineActor({
  in: { quote: BenchQuote },
  out: {},
  start: () => ({ sum: 0 }),
  on: {
    quote(state, quote) {
      state.sum += quote.bidLots;
    },
  },
});
