/** Says so many quotes as fast as its reader takes them: a burst a turn of its event loop. */
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { count, text } from "../../src/runtime/actor/setting.ts";
import { BenchQuote, quoteOf } from "../kit/bench-quote.ts";

const BURST = 128;

type State = { readonly reader: string; readonly messages: number; said: number };
type Speaker = {
  readonly send: { quote(body: ReturnType<typeof quoteOf>): boolean };
  after(ms: number, then: (state: State, nothing: undefined, ctx: Speaker) => undefined): undefined;
};

export default defineActor({
  args: { reader: text(), messages: count({ min: 1 }) },
  in: {},
  out: { quote: BenchQuote },
  start: (_ctx, args): State => ({ ...args, said: 0 }),
  on: {},
  every: {
    "5ms": (state, ctx) => {
      if (state.said === 0 && ctx.ready(state.reader)) flood(state, ctx as never);
    },
  },
});

function flood(state: State, ctx: Speaker): undefined {
  for (let sent = 0; sent < BURST && state.said < state.messages; sent += 1) {
    if (!ctx.send.quote(quoteOf(state.said))) break;
    state.said += 1;
  }
  if (state.said < state.messages) ctx.after(0, (later, _nothing, then) => flood(later, then));
}
