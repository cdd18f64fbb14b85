/** An actor that says the next quote when the last one came back, at once or after a pause. */
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { count } from "../../src/runtime/actor/setting.ts";
import { BenchQuote, quoteOf, readOf } from "../kit/bench-quote.ts";
import { TripCount } from "./trip-report.ts";

export default defineActor({
  /** 0: at once. */
  args: { pauseMs: count() },
  in: { quote: BenchQuote },
  out: { quote: BenchQuote },
  start: (_ctx, { pauseMs }) => ({ pauseMs, trips: 0, at: 0, sum: 0 }),
  open(_state, ctx) {
    ctx.send.quote(quoteOf(0));
  },
  on: {
    quote(state, quote, ctx) {
      state.trips += 1;
      state.sum += readOf(quote);
      state.at = ctx.committedAt;
      if (state.pauseMs === 0) ctx.send.quote(quoteOf(state.trips));
      else
        ctx.after(state.pauseMs, (own, _nothing, later) => {
          later.send.quote(quoteOf(own.trips));
        });
    },
  },
  answer: { count: { reply: TripCount, to: ({ trips, at }) => ({ trips, at }) } },
});
