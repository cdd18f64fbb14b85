/** An actor that says, at each ball, what it is told of a topic whose writer its settings name. */
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { text } from "../../src/runtime/actor/setting.ts";
import { Ball, Notice } from "./message.ts";

export default defineActor({
  args: { of: text({ fallback: "ping" }) },
  in: { ball: Ball },
  out: { notice: Notice },
  start: (_ctx, args) => args,
  on: {
    ball(state, _ball, ctx) {
      const ring = ctx.lag(state.of)?.capacityBytes ?? "no";
      const word = ctx.ready(state.of) ? "ready" : "not ready";
      ctx.send.notice({ text: `${ring} bytes, ${word}` });
    },
  },
});
