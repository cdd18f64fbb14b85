/**
 * A gateway: it listens, and each ball that it takes on is under way for a moment. Held, it refuses
 * balls, and goes on with those that are under way.
 */
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { count, flag } from "../../src/runtime/actor/setting.ts";
import { Ball, Entry, Notice } from "./message.ts";

/** The field `count` of an entry: what became of its ball. */
export const SENT = 1;
export const DONE = 2;

export default defineActor({
  args: {
    /** How long a ball is under way. Milliseconds. */
    awayMs: count({ fallback: 30 }),
    /** Whether none ever comes back. */
    loses: flag(false),
  },
  in: { ball: Ball },
  out: { entry: Entry, notice: Notice },
  start: (_ctx, args) => ({ ...args, away: 0 }),
  open(_state, ctx) {
    ctx.io.listen({ port: 0 }, { request() {} });
  },
  on: {
    ball(state, { number }, ctx) {
      const life = ctx.self.incarnation;
      if (ctx.held) {
        ctx.send.notice({ text: `refused ${number} in life ${life}` });
        return;
      }
      state.away += 1;
      ctx.send.entry({ number, count: SENT, life });
      if (state.loses) return;
      ctx.after(state.awayMs, (later, _nothing, then) => {
        later.away -= 1;
        then.send.entry({ number, count: DONE, life });
      });
    },
  },
  swappable: ({ away }) => away === 0,
});
