/**
 * An actor that enters each ball, counts through all its lives, and is swapped: its settings say
 * where it fails, and whether somebody outside would see its end.
 */
import { readFileSync } from "node:fs";
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { choice, count, flag, text } from "../../src/runtime/actor/setting.ts";
import { allow } from "../../src/runtime/actor/tripwire.ts";
import { Ball, Bye, Entry, Newest, Notice, Pages } from "./message.ts";

/** What it can do in `start`, in `open`, and when its snapshot is taken. */
const WAYS = [
  "WELL",
  "THROW",
  "HANG",
  "SPIN",
  "EXIT",
  /** Goes on, and ends its thread a moment later. */
  "EXIT_SOON",
  /** Well, after a tenth of a second. */
  "SLOW",
  /** Well, but its thread stands still for half a second. */
  "BLOCK",
  /** Nothing in JavaScript can end it: until somebody writes to its pipe. */
  "NATIVE",
] as const;

/** The ball of a life at which it does what its settings say. */
export const DEED_AT = 100;

type Way = (typeof WAYS)[number];

export default defineActor({
  args: {
    start: choice(WAYS, "WELL"),
    open: choice(WAYS, "WELL"),
    snapshot: choice(WAYS, "WELL"),
    /** Characters of its snapshot, besides its count. */
    padding: count({ fallback: 0 }),
    listens: flag(false),
    /** Path of the named pipe of a start that is native. */
    pipe: text({ fallback: "" }),
    /** The life that dies at its {@link DEED_AT}th ball; 0 for none. */
    diesIn: count({ fallback: 0 }),
  },
  in: { ball: Ball },
  out: { entry: Entry, notice: Notice, bye: Bye },
  boards: { newest: Newest },
  keep: Pages,
  async start(ctx, args) {
    if (args.start === "HANG") await new Promise(() => {});
    if (args.start === "NATIVE") allow(() => readFileSync(args.pipe));
    if (args.start === "SLOW") await allow(() => Bun.sleep(100));
    go(args.start);
    return { ...args, balls: ctx.kept?.balls ?? 0, ballsInLife: 0 };
  },
  open(state, ctx) {
    const { incarnation } = ctx.self;
    ctx.send.notice({ text: `opens in life ${incarnation}` });
    ctx.board.newest.put(0, { number: state.balls, incarnation });
    if (state.listens) ctx.io.listen({ port: 0 }, { request() {} });
    go(state.open);
  },
  on: {
    ball(state, ball, ctx) {
      const { incarnation } = ctx.self;
      state.ballsInLife += 1;
      if (state.ballsInLife === DEED_AT && incarnation === state.diesIn) ctx.fail("its ball");
      state.balls += 1;
      ctx.send.entry({ number: ball.number, count: state.balls, life: incarnation });
    },
  },
  settle(state, ctx) {
    ctx.board.newest.put(0, { number: state.balls, incarnation: ctx.self.incarnation });
  },
  snapshot({ balls, padding, snapshot }) {
    go(snapshot);
    return { balls, padding: "x".repeat(padding) };
  },
  stop(_state, ctx) {
    ctx.send.bye({ from: ctx.self.name });
  },
});

function go(way: Way): undefined {
  if (way === "THROW") throw new RangeError("its way");
  if (way === "SPIN") for (;;);
  if (way === "EXIT") process.exit(0);
  if (way === "EXIT_SOON") allow(() => setTimeout(() => process.exit(0), 20));
  if (way === "BLOCK") allow(() => Bun.sleepSync(500));
}
