/** An actor that says a ball every few milliseconds, numbered through all its lives. */

import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { count } from "../../src/runtime/actor/setting.ts";
import { Ball, Bye, Newest } from "./message.ts";

export default defineActor({
  args: { burst: count({ fallback: 1 }) },
  in: {},
  out: { ball: Ball, bye: Bye },
  boards: { newest: Newest },
  start: (_ctx, args) => ({ burst: args.burst, refused: 0 }),
  on: {},
  every: {
    "5ms": (state, ctx) => {
      for (let ball = 0; ball < state.burst; ball += 1) {
        // Sequences count through all lives, and a refused ball takes none.
        if (!ctx.send.ball({ number: ctx.nextSequence })) ctx.count("refused");
      }
      const { incarnation } = ctx.self;
      ctx.board.newest.put(0, { number: ctx.nextSequence - 1, incarnation });
    },
  },
  stop(_state, ctx) {
    ctx.send.bye({ from: ctx.self.name });
  },
});
