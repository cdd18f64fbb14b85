/**
 * What must and what must not compile of an actor definition. The type checker is the test: a
 * `@ts-expect-error` over a line that compiles is itself an error.
 */
import { defineActor } from "../../../src/runtime/actor/define-actor.ts";
import type { Setting } from "../../../src/runtime/actor/setting.ts";
import type { MessageType, Owned } from "../../../src/runtime/codec/message-type.ts";

type QuoteBody = { instrument: number; bidTicks: number; askTicks: number };
declare const Quote: MessageType<QuoteBody>;
declare const Trade: MessageType<{ priceTicks: number; lots: number }>;
declare const Fill: MessageType<{ signedLots: number }>;
declare const Intent: MessageType<{ side: "BUY" | "SELL"; lots: number }>;
declare const Kept: MessageType<{ position: number }>;
declare const Top: MessageType<{ bidTicks: number }>;
declare const bps: Setting<number>;

const fresh = () => ({ position: 0, last: null as Owned<QuoteBody> | null });

export const wholeActor = defineActor({
  args: { halfSpread: bps },
  in: { quote: Quote, trade: Trade, fill: Fill },
  out: { intent: Intent },
  boards: { top: Top },
  watch: { other: Top },
  keep: Kept,
  start: (ctx, args) => ({ ...fresh(), ...ctx.kept, halfSpread: args.halfSpread }),
  open(_state, ctx) {
    ctx.io.http(new Request("http://127.0.0.1/"), (state, response) => {
      state.position += response.status;
    });
    ctx.io.socket("ws://127.0.0.1/", {
      message(state, frame) {
        state.position += frame.length;
      },
      close() {},
    });
  },
  on: {
    quote(state, quote, ctx) {
      if (quote.bidTicks === 0) return;
      state.last = quote.copy();
      ctx.board.top.put(quote.instrument, { bidTicks: quote.bidTicks });
    },
    trade() {},
    fill(state, fill, ctx) {
      state.position += fill.signedLots;
      ctx.after(5, (later) => {
        later.position = ctx.read.other(0)?.bidTicks ?? 0;
      });
    },
  },
  settle(state, ctx) {
    if (state.position > state.halfSpread) ctx.send.intent({ side: "SELL", lots: 1 });
  },
  every: {
    "1s": (state) => {
      state.last = null;
    },
  },
  answer: { position: { reply: Kept, to: (state) => ({ position: state.position }) } },
  snapshot: (state) => ({ position: state.position }),
});

export const handlersBeforeStart = defineActor({
  in: { fill: Fill },
  out: {},
  on: {
    fill(state, fill) {
      state.position += fill.signedLots;
    },
  },
  start: async () => fresh(),
});

export const startThatDeclines = defineActor({
  in: { fill: Fill },
  out: {},
  keep: Kept,
  start(ctx) {
    if (ctx.kept === undefined) return ctx.decline("nothing kept");
    return { ...fresh(), kept: ctx.kept.position };
  },
  on: {
    fill(state, fill, ctx) {
      // What declines is no state: the other return alone is inferred.
      state.kept += fill.signedLots;
      if (state.kept === 0) return ctx.stop("flat");
    },
  },
  settle(state, ctx) {
    // @ts-expect-error the state has no such field
    state.lots = 1;
    // @ts-expect-error a reason is text
    ctx.stop(1);
    // @ts-expect-error an actor that runs declines no more: it stops
    ctx.decline("late");
  },
});

export const startThatStops = defineActor({
  in: { fill: Fill },
  out: {},
  start(ctx) {
    // @ts-expect-error nothing runs yet: a start declines
    ctx.stop("early");
    // @ts-expect-error a reason must be given
    if (ctx.self.incarnation > 9) ctx.decline();
    return fresh();
  },
  on: { fill() {} },
});

export const asyncHandler = defineActor({
  in: { fill: Fill },
  out: {},
  start: fresh,
  on: {
    // @ts-expect-error a handler is synchronous
    async fill(state, fill) {
      state.position += fill.signedLots;
    },
  },
});

export const asyncCompletion = defineActor({
  in: { fill: Fill },
  out: {},
  start: fresh,
  on: {
    fill(_state, _fill, ctx) {
      // @ts-expect-error a completion is synchronous
      ctx.after(1, async () => {});
    },
  },
});

export const unhandledMessage = defineActor({
  in: { quote: Quote, trade: Trade },
  out: {},
  start: fresh,
  // @ts-expect-error trade has no handler
  on: { quote() {} },
});

export const keptView = defineActor({
  in: { quote: Quote },
  out: {},
  start: fresh,
  on: {
    quote(state, quote) {
      // @ts-expect-error a view must be copied to be kept
      state.last = quote;
    },
  },
});

export const wrongMessages = defineActor({
  in: { fill: Fill },
  out: { intent: Intent },
  start: fresh,
  on: {
    fill(_state, _fill, ctx) {
      // @ts-expect-error HOLD is not a side
      ctx.send.intent({ side: "HOLD", lots: 1 });
      // @ts-expect-error the actor does not say orders
      ctx.send.order({ side: "BUY", lots: 1 });
      // @ts-expect-error the actor writes no such board
      ctx.board.top.put(1, { bidTicks: 1 });
      // @ts-expect-error the actor watches no such board
      ctx.read.top(1);
    },
  },
});

export const wrongAnswer = defineActor({
  in: { fill: Fill },
  out: {},
  start: fresh,
  on: { fill() {} },
  // @ts-expect-error an answer says what its reply carries
  answer: { position: { reply: Kept, to: () => ({ price: 1 }) } },
});
