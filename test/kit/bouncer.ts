/**
 * Two of these keep one ball in the air: each hits it back with the next number, at once or, at
 * random, after a moment. If a wake-up were lost the ball would lie still for ever: so nothing else
 * wakes it, unless it is told to beat on a board by a timer. Besides, it answers HTTP on loopback.
 */

import type { BodyOf } from "../../src/runtime/actor/context.ts";
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { count } from "../../src/runtime/actor/setting.ts";
import { Ball, Newest, Port, Tally } from "./message.ts";

/** Of how many balls one is held for a moment. */
const HELD_ONE_IN = 64;

export default defineActor({
  args: { serves: count({ fallback: 0 }), beatMs: count({ fallback: 0 }) },
  in: { ball: Ball },
  out: { ball: Ball },
  boards: { newest: Newest },
  start: (_ctx, args) => ({ ...args, beats: 0, balls: 0, port: 0 }),
  open(state, ctx) {
    state.port = ctx.io.listen({ hostname: "127.0.0.1", port: 0 }, { request: answer }).port;
    if (state.serves > 0) ctx.send.ball({ number: 1 });
    if (state.beatMs > 0) ctx.after(state.beatMs, beat);
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

type Beating = { readonly beatMs: number; beats: number };

type BeatContext = {
  readonly self: { readonly incarnation: number };
  readonly board: {
    readonly newest: { put(key: number, body: BodyOf<typeof Newest>): undefined };
  };
  after(
    ms: number,
    then: (state: Beating, nothing: unknown, ctx: BeatContext) => undefined,
  ): undefined;
};

function beat(state: Beating, _nothing: unknown, ctx: BeatContext): undefined {
  state.beats += 1;
  ctx.board.newest.put(0, { number: state.beats, incarnation: ctx.self.incarnation });
  ctx.after(state.beatMs, beat);
}
