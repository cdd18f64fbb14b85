/** An actor that says what main and a peer named "ping" let it do, whenever its `settle` runs. */
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { Notice } from "./message.ts";

export default defineActor({
  in: {},
  out: { notice: Notice },
  start: () => ({}),
  on: {},
  settle(_state, ctx) {
    const { held, mustCancel, self } = ctx;
    const words = [held ? "held" : "free", ...(mustCancel ? ["cancels"] : [])];
    const peer = ctx.ready("ping") ? "ready" : "away";
    ctx.send.notice({ text: `${words.join("+")}, ping ${peer}, ${self.incarnation}` });
  },
});
