/** An actor that uses all that the test kit shows, and the messages that it knows. */
import { defineActor } from "../../../src/runtime/actor/define-actor.ts";
import { Gap, Peer } from "../../../src/runtime/actor/loop-message.ts";
import { count, flag } from "../../../src/runtime/actor/setting.ts";
import { defineMessage } from "../../../src/runtime/codec/define-message.ts";
import { definePacked } from "../../../src/runtime/codec/define-packed.ts";
import { float64, oneOf } from "../../../src/runtime/codec/field.ts";

export const Ping = defineMessage("played-ping", 1, {
  n: float64("1"),
  how: oneOf("SAY", "THROW", "STALE_VIEW", "CLOCK", "STOP", "LOG"),
});
export const Pong = definePacked<{ readonly n: number; readonly by: string }>("played-pong", 1);
export const Gauge = defineMessage("played-gauge", 1, { value: float64("1") }, { slots: 4 });
export const Tally = definePacked<{ readonly pings: number }>("played-tally", 1);
export const Unheard = definePacked<{ readonly n: number }>("played-unheard", 1);

type State = { pings: number; step: number; failsToStop: boolean; last: { n: number } | null };

export const counter = defineActor({
  args: { step: count({ min: 1, max: 9, fallback: 1 }), failsToStop: flag(false) },
  in: { ping: Ping, peer: Peer, gap: Gap },
  out: { pong: Pong },
  boards: { tally: Tally },
  watch: { gauge: Gauge },
  keep: Tally,
  counters: ["played:pings"],
  start: (ctx, args): State => ({ pings: ctx.kept?.pings ?? 0, ...args, last: null }),
  open(_state, ctx) {
    ctx.after(50, (_later, _nothing, then) => void then.send.pong({ n: -1, by: "after" }));
  },
  on: {
    ping(state, ping, ctx) {
      state.pings += state.step;
      ctx.count("played:pings");
      ctx.board.tally.put(0, { pings: state.pings });
      if (ping.how === "SAY") ctx.send.pong({ n: ping.n, by: ctx.from });
      if (ping.how === "LOG") ctx.log("warn", "pinged", { n: ping.n });
      if (ping.how === "THROW") throw new RangeError("too much");
      if (ping.how === "CLOCK") Date.now();
      if (ping.how === "STOP") ctx.stop("had enough");
      if (ping.how === "STALE_VIEW") state.last = ping;
    },
    peer(_state, peer, ctx) {
      ctx.log("info", `${peer.name} ${peer.state} ${peer.incarnation}`);
    },
    gap(_state, { from, missed }, ctx) {
      ctx.log("info", `${from} lost ${missed}`);
    },
  },
  settle(state, ctx) {
    const gauge = ctx.read.gauge(0)?.value ?? Number.NaN;
    ctx.log("debug", `settled at ${ctx.now() / 1e6}`, {
      gauge,
      pings: state.pings,
      held: ctx.held,
      ready: ctx.ready("feed"),
    });
  },
  every: {
    "100ms"({ last }, ctx) {
      ctx.send.pong({ n: last?.n ?? ctx.random.unit(), by: "every" });
    },
  },
  answer: { pings: { reply: Tally, to: ({ pings }) => ({ pings }) } },
  snapshot: ({ pings }) => ({ pings }),
  stop({ failsToStop }) {
    if (failsToStop) throw new Error("cannot stop");
  },
});
