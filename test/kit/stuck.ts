/** An actor that echoes balls and fails as its settings say: at one ball, at its start or stop. */
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { choice, count } from "../../src/runtime/actor/setting.ts";
import { allow } from "../../src/runtime/actor/tripwire.ts";
import { Ball, Bye, Echo, Tally } from "./message.ts";

/** What it can do at its ball; ALWAYS throws at all later ones too. */
const DEEDS = ["NONE", "THROW", "ALWAYS", "REJECT", "SPIN", "EXIT", "BLOCK", "NATIVE"] as const;
/** What it can do at its start and at its stop. */
const WAYS = ["WELL", "THROW", "HANG", "SPIN"] as const;

type Deed = (typeof DEEDS)[number];
type Way = (typeof WAYS)[number];

export default defineActor({
  args: {
    deed: choice(DEEDS, "NONE"),
    /** Number of the ball at which it does its deed. */
    at: count({ fallback: 0 }),
    start: choice(WAYS, "WELL"),
    stop: choice(WAYS, "WELL"),
  },
  in: { ball: Ball },
  out: { echo: Echo, bye: Bye },
  async start(_ctx, args) {
    await go(args.start);
    return { ...args, balls: 0 };
  },
  on: {
    ball(state, ball, ctx) {
      // The echo of the ball of its deed is discarded with the handler's batch.
      ctx.send.echo({ number: ball.number, from: ctx.from });
      state.balls += 1;
      if (state.deed === "ALWAYS" && ball.number >= state.at) throw new RangeError("deed");
      if (ball.number === state.at) doDeed(state.deed);
    },
  },
  answer: { tally: { reply: Tally, to: ({ balls }) => ({ balls }) } },
  async stop(state, ctx) {
    await go(state.stop);
    ctx.send.bye({ from: ctx.self.name });
  },
});

function doDeed(deed: Deed): undefined {
  if (deed === "THROW") throw new RangeError("deed");
  if (deed === "REJECT") void Promise.reject(new RangeError("deed"));
  if (deed === "SPIN") spin();
  if (deed === "EXIT") process.exit(0);
  if (deed === "BLOCK") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  // Nothing in JavaScript can end this one: longer than a kill waits.
  if (deed === "NATIVE") allow(() => Bun.sleepSync(6_000));
}

async function go(way: Way): Promise<void> {
  if (way === "THROW") throw new RangeError("deed");
  if (way === "HANG") await new Promise(() => {});
  if (way === "SPIN") spin();
}

function spin(): never {
  for (;;);
}
