/**
 * An actor that has one of each thing that an end may take: state, a snapshot, messages said and
 * unread, boards, counters, timers. It hears balls, and says which life heard which.
 */
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { Ball, Entry, Newest, Notice, Pages, Scrap } from "./message.ts";

/** How long a timer of it takes: longer than any restart of it. Milliseconds. */
export const FUSE_MS = 2_000;

export default defineActor({
  args: {},
  in: { ball: Ball },
  out: { entry: Entry, notice: Notice },
  boards: { newest: Newest, scrap: Scrap },
  keep: Pages,
  start: (ctx) => ({ kept: ctx.kept?.balls ?? 0, balls: ctx.kept?.balls ?? 0, ballsInLife: 0 }),
  open(_state, ctx) {
    const { incarnation } = ctx.self;
    ctx.send.notice({ text: `life ${incarnation}` });
    ctx.after(FUSE_MS, (_later, _nothing, later) => {
      later.send.notice({ text: `fuse of life ${incarnation}` });
    });
  },
  on: {
    ball(state, ball, ctx) {
      const { incarnation: life } = ctx.self;
      state.balls += 1;
      state.ballsInLife += 1;
      ctx.count("balls");
      // Only a first life writes its boards: what is there later was left by it.
      if (life === 1) {
        ctx.board.newest.put(0, { number: ball.number, incarnation: life });
        ctx.board.scrap.put(0, { number: ball.number });
      }
      ctx.send.entry({ number: ball.number, count: state.ballsInLife, life });
    },
  },
  answer: {
    state: { reply: Pages, to: ({ kept }) => ({ balls: kept, padding: "" }) },
  },
  snapshot: ({ balls }) => ({ balls, padding: "" }),
});
