/** An actor that watches the boards of all pings and says whose lives it sees there. */
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { Newest, Notice } from "./message.ts";

/** Names that tests give to pings. */
const PINGS = ["ping", "later"];

export default defineActor({
  in: {},
  out: { notice: Notice },
  watch: { newest: Newest },
  start: () => ({}),
  on: {},
  settle(_state, ctx) {
    for (const name of PINGS) {
      const newest = ctx.read.newest(0, name);
      if (newest !== null) ctx.send.notice({ text: `${name} in life ${newest.incarnation}` });
    }
  },
});
