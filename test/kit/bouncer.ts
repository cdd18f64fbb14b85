/**
 * Two of these keep one ball in the air: each hits it back with the next number, at once or, at
 * random, after a moment. If a wake-up were lost the ball would lie still for ever. Besides, it
 * answers HTTP on loopback, and its timer beats on a board.
 */
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { count } from "../../src/runtime/actor/setting.ts";
import { Ball, Newest, Port, Tally } from "./message.ts";

/** Of how many balls one is held for a moment. */
const HELD_ONE_IN = 64;

export default defineActor({
  args: { serves: count({ fallback: 0 }) },
  in: { ball: Ball },
  out: { ball: Ball },
  boards: { newest: Newest },
  start: (_ctx, args) => ({ serves: args.serves, beats: 0, balls: 0, port: 0 }),
  open(state, ctx) {
    state.port = ctx.io.listen({ hostname: "127.0.0.1", port: 0 }, { request: answer }).port;
    if (state.serves > 0) ctx.send.ball({ number: 1 });
  },
  on: {
    ball(state, { number }, ctx) {
      state.balls += 1;
      if (ctx.random.between(1, HELD_ONE_IN) > 1) {
        ctx.send.ball({ number: number + 1 });
        return;
      }
      ctx.after(ctx.random.between(0, 2), (_state, _nothing, later) => {
        later.send.ball({ number: number + 1 });
      });
    },
  },
  every: {
    "10ms": (state, ctx) => {
      state.beats += 1;
      ctx.board.newest.put(0, { number: state.beats, incarnation: ctx.self.incarnation });
    },
  },
  answer: {
    tally: { reply: Tally, to: ({ balls }) => ({ balls }) },
    port: { reply: Port, to: ({ port }) => ({ port }) },
  },
});

function answer(
  state: { readonly balls: number },
  request: { respond(answer: { status: number; body: string }): undefined },
): undefined {
  request.respond({ status: 200, body: `balls ${state.balls}` });
}
