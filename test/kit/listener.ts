/**
 * A feed: it says the frames of a venue on loopback as balls, and is in step once it has heard a few.
 * In a swap its next life connects before the present one is let go.
 */
import type { Context } from "../../src/runtime/actor/context.ts";
import { defineActor } from "../../src/runtime/actor/define-actor.ts";
import { count, flag } from "../../src/runtime/actor/setting.ts";
import { Ball, Newest, Notice } from "./message.ts";

/** Frames after which it is in step. */
export const STEPS = 20;

type State = { readonly port: number; readonly neverInStep: boolean; frames: number; last: number };
type Out = { ball: typeof Ball; notice: typeof Notice };
type Ctx = Context<Out, { newest: typeof Newest }, State>;

export default defineActor({
  args: {
    /** Of the venue. */
    port: count(),
    neverInStep: flag(false),
  },
  in: {},
  out: { ball: Ball, notice: Notice },
  boards: { newest: Newest },
  start: (_ctx, args): State => ({ ...args, frames: 0, last: 0 }),
  open(state, ctx) {
    ctx.send.notice({ text: `connects in life ${ctx.self.incarnation}` });
    ctx.io.socket(`ws://127.0.0.1:${state.port}/`, { message: onFrame, close: onClose });
  },
  on: {},
  swappable: ({ frames, neverInStep }) => frames >= STEPS && !neverInStep,
  enter(state, ctx) {
    const { incarnation } = ctx.self;
    ctx.send.notice({ text: `enters after ${state.frames}` });
    ctx.board.newest.put(0, { number: state.last, incarnation });
  },
});

function onFrame(state: State, frame: string | Uint8Array, ctx: Ctx): undefined {
  state.frames += 1;
  state.last = Number(frame);
  ctx.send.ball({ number: state.last });
  ctx.board.newest.put(0, { number: state.last, incarnation: ctx.self.incarnation });
}

function onClose(_state: State, _reason: unknown, ctx: Ctx): undefined {
  ctx.fail("the venue is gone");
}
