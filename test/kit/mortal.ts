/**
 * An actor that ends in the way, in the place and in the lives that its settings say. It keeps how
 * many balls it has handled, and tells of each life.
 */
import { workerData } from "node:worker_threads";
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { Gap } from "../../src/runtime/actor/loop-message.ts";
import { choice, count } from "../../src/runtime/actor/setting.ts";
import { allow } from "../../src/runtime/actor/tripwire.ts";
import { Ball, Bye, Echo, Notice, Tally } from "./message.ts";

/** What it can do. */
const DEEDS = [
  "NONE",
  "STOP",
  "DECLINE",
  "THROW",
  "REJECT",
  "OVERFLOW",
  "EXIT",
  "DRY",
  "CLOSE",
  "SPIN",
  "WAIT",
  "SLEEP",
  "UNDEFINED",
  "FUNCTION",
  "HANG",
] as const;
/** Where it does so. */
const PLACES = ["BALL", "START", "OPEN", "SETTLE", "EVERY", "AFTER", "STOP"] as const;

type Deed = (typeof DEEDS)[number];
type Place = (typeof PLACES)[number];
type State = {
  balls: number;
  deed: Deed;
  readonly place: Place;
  readonly at: number;
  readonly hangs: boolean;
};
type Ctx = {
  readonly self: { readonly incarnation: number };
  stop(reason: string): undefined;
};

/** How long it sleeps in a call that nothing interrupts. Milliseconds. */
const SLEEP_MS = 2_500;

export default defineActor({
  args: {
    deed: choice(DEEDS, "NONE"),
    place: choice(PLACES, "BALL"),
    /** How many balls it has handled, in all its lives, when it does its deed. */
    at: count({ fallback: 0 }),
    /** In how many of its lives it does so. */
    lives: count({ fallback: 1 }),
    /** What its first stop does at its end. */
    stop: choice(["WELL", "HANG"], "WELL"),
  },
  in: { ball: Ball, gap: Gap },
  out: { echo: Echo, notice: Notice, bye: Bye },
  keep: Tally,
  start(ctx, args): State | Promise<State> {
    const lives = ctx.self.incarnation <= args.lives;
    const deed = lives ? args.deed : "NONE";
    const hangs = args.stop === "HANG" && ctx.self.incarnation === 1;
    const { place, at } = args;
    const state = { balls: ctx.kept?.balls ?? 0, deed, place, at, hangs };
    if (args.place !== "START" || deed === "NONE") return state;
    if (deed === "DECLINE") return ctx.decline("nothing to do");
    if (deed === "UNDEFINED") return undefined as never;
    if (deed === "FUNCTION") return (() => state) as never;
    if (deed === "HANG") return new Promise(() => {});
    act(deed, { self: ctx.self, stop: () => undefined });
    return state;
  },
  open(state, ctx) {
    ctx.send.notice({ text: `life ${ctx.self.incarnation} from ${state.balls}` });
    doAt("OPEN", state, ctx);
  },
  on: {
    ball(state, ball, ctx) {
      state.balls += 1;
      ctx.send.echo({ number: ball.number, from: ctx.from });
      doAt("BALL", state, ctx);
      if (state.place === "AFTER" && state.balls === state.at) {
        ctx.after(0, (later, _nothing, then) => doAt("AFTER", later, then));
      }
    },
    gap(_state, { missed }, ctx) {
      ctx.send.notice({ text: `missed ${missed}` });
    },
  },
  settle: (state, ctx) => doAt("SETTLE", state, ctx),
  every: {
    "5ms": (state, ctx) => {
      ctx.send.notice({ text: "tick" });
      doAt("EVERY", state, ctx);
    },
  },
  answer: { tally: { reply: Tally, to: ({ balls }) => ({ balls }) } },
  snapshot: ({ balls }) => ({ balls }),
  async stop(state, ctx, reason) {
    ctx.send.notice({ text: `stopping: ${reason}` });
    if (state.hangs) await new Promise(() => {});
    // A few ticks of its timer fall into this time.
    await new Promise((resolve) => allow(() => setTimeout(resolve, 40)));
    doAt("STOP", state, ctx);
    ctx.send.bye({ from: ctx.self.name });
  },
});

function doAt(place: Place, state: State, ctx: Ctx): undefined {
  if (state.place !== place || state.balls < state.at) return;
  const { deed } = state;
  // Once a life.
  state.deed = "NONE";
  act(deed, ctx);
}

function act(deed: Deed, ctx: Ctx): undefined {
  if (deed === "STOP") ctx.stop("enough");
  if (deed === "THROW") throw new RangeError("deed");
  if (deed === "REJECT") void Promise.reject(new RangeError("deed"));
  if (deed === "OVERFLOW") overflow(0);
  if (deed === "EXIT") process.exit(0);
  if (deed === "DRY") runDry();
  if (deed === "CLOSE") (globalThis as unknown as { close(): void }).close();
  if (deed === "SPIN") for (;;);
  if (deed === "WAIT") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  if (deed === "SLEEP") allow(() => Bun.sleepSync(SLEEP_MS));
}

function overflow(depth: number): number {
  return overflow(depth + 1) + 1;
}

/** Takes from the event loop all that keeps it alive. The timers are those that its worker shows. */
function runDry(): undefined {
  const timers: ReturnType<typeof setInterval>[] = Reflect.get(globalThis, "timersOfWorker");
  for (const timer of timers) clearInterval(timer);
  const { actors } = workerData as { actors: readonly { port: { close(): void } }[] };
  for (const { port } of actors) port.close();
}
