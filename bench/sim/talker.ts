/** Says a batch of quotes each virtual millisecond. */
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { count } from "../../src/runtime/actor/setting.ts";
import { BenchQuote, quoteOf } from "../kit/bench-quote.ts";

export default defineActor({
  args: { batch: count({ min: 1 }) },
  in: {},
  out: { quote: BenchQuote },
  start: (_ctx, { batch }) => ({ batch, said: 0 }),
  on: {},
  every: {
    "1ms": (state, ctx) => {
      for (let quote = 0; quote < state.batch; quote += 1) {
        ctx.send.quote(quoteOf(state.said));
        state.said += 1;
      }
    },
  },
});
