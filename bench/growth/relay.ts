/** One actor of the ring of actors: it hands the quote on to the next, and counts itself on it. */
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { BenchQuote } from "../kit/bench-quote.ts";

export default defineActor({
  in: { quote: BenchQuote },
  out: { quote: BenchQuote },
  start: () => null,
  on: {
    quote(_state, quote, ctx) {
      ctx.send.quote({ ...quote.copy(), bidLots: quote.bidLots + 1 });
    },
  },
});
