/** An actor that answers each quote with its like, and notes how long it lay there if it is told to. */
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { count } from "../../src/runtime/actor/setting.ts";
import { BenchQuote, quoteOf, readOf } from "../kit/bench-quote.ts";
import { TripDelays } from "./trip-report.ts";

export default defineActor({
  /** How many delays it notes. Reading the clock costs as much as a part of a spun trip. */
  args: { notes: count() },
  in: { quote: BenchQuote },
  out: { quote: BenchQuote },
  start: (_ctx, { notes }) => ({ notes, delays: [] as number[], sum: 0 }),
  on: {
    quote(state, quote, ctx) {
      if (state.delays.length < state.notes) state.delays.push(ctx.now() - ctx.committedAt);
      state.sum += readOf(quote);
      ctx.send.quote(quoteOf(quote.instrument));
    },
  },
  answer: { delays: { reply: TripDelays, to: ({ delays }) => ({ delays }) } },
});
