/** An actor that says an echo of each ball that it hears, and a notice of each peer and gap. */
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { Gap, Peer } from "../../src/runtime/actor/loop-message.ts";
import { Ball, Bye, Echo, Notice, Tally } from "./message.ts";

export default defineActor({
  in: { ball: Ball, peer: Peer, gap: Gap },
  out: { echo: Echo, notice: Notice, bye: Bye },
  start: () => ({ balls: 0 }),
  on: {
    ball(state, ball, ctx) {
      state.balls += 1;
      ctx.send.echo({ number: ball.number, from: ctx.from });
    },
    peer(_state, { name, state, incarnation }, ctx) {
      ctx.send.notice({ text: `${name} ${state} ${incarnation}` });
    },
    gap(_state, { from }, ctx) {
      ctx.send.notice({ text: `gap of ${from}` });
    },
  },
  answer: { tally: { reply: Tally, to: ({ balls }) => ({ balls }) } },
  reconfigure() {},
  stop(_state, ctx) {
    ctx.send.bye({ from: ctx.self.name });
  },
});
