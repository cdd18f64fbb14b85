/**
 * What a strategy's author writes against: markets, orders and position are the runtime's knowledge.
 *
 * `defineStrategy` makes an actor of it: it reads the feeds, risk and the execution of the
 * instruments in its file, folds what happens to its orders before the author's code runs, and asks
 * it to decide once everything new has been seen.
 */
import type { BodyOf, StartContext } from "../../runtime/actor/context.ts";
import { defineActor } from "../../runtime/actor/define-actor.ts";
import { Peer } from "../../runtime/actor/loop-message.ts";
import type { Setting } from "../../runtime/actor/setting.ts";
import { definePacked } from "../../runtime/codec/define-packed.ts";
import type { MessageType, View } from "../../runtime/codec/message-type.ts";
import { aboutOf } from "../message/desk-facts.ts";
import { Filled } from "../message/filled.ts";
import { Gateway } from "../message/gateway.ts";
import { Intent } from "../message/intent.ts";
import { OpenOrder } from "../message/open-order.ts";
import { OrderEvent } from "../message/order-event.ts";
import { Quote } from "../message/quote.ts";
import { Refused } from "../message/refused.ts";
import { Stream } from "../message/stream.ts";
import { Top } from "../message/top.ts";
import { Trade } from "../message/trade.ts";
import { QuoteView } from "./quote-view.ts";
import { type ActorContext, type InstrumentDesk, StrategyDesk } from "./strategy-desk.ts";

type Settings = Readonly<Record<string, Setting<unknown>>>;
type ValuesOf<Given extends Settings> = {
  readonly [Name in keyof Given]: Given[Name] extends Setting<infer Value> ? Value : never;
};
type TradeView = View<BodyOf<typeof Trade>>;

/** What a strategy's handlers can reach. `market`, `orders`, `position`: of its first instrument. */
export type StrategyContext = InstrumentDesk &
  Pick<ActorContext, "now" | "random" | "log" | "count" | "self"> & {
    /** The same of another instrument of its file, by its number. */
    of(instrument: number): InstrumentDesk;
    /** Numbers of the instruments of its file, in its order. */
    readonly instruments: readonly number[];
  };

export type StrategyDefinition<Args extends Settings, Kept, State> = {
  readonly args?: Args;
  /** The message type of its snapshot: also its codec and version. */
  readonly keep?: MessageType<Kept>;
  start(ctx: Pick<StartContext<NoInfer<Kept>>, "kept">, args: ValuesOf<NoInfer<Args>>): State;
  /** Market messages of the instruments of its file, one at a time. */
  readonly on: {
    quote?(state: NoInfer<State>, quote: QuoteView, ctx: StrategyContext): undefined;
    trade?(state: NoInfer<State>, trade: TradeView, ctx: StrategyContext): undefined;
  };
  /** When all that is new has been seen: the place to decide. */
  settle?(state: NoInfer<State>, ctx: StrategyContext): undefined;
  snapshot?(state: NoInfer<State>): NoInfer<Kept>;
};

/** The state of the actor around an author's own. */
type Held<State> = {
  readonly own: State;
  readonly quote: QuoteView;
  readonly instruments: readonly number[];
  desk: StrategyDesk | null;
  ctx: StrategyContext | null;
};

const NOTHING_KEPT = definePacked<object>("strategy-kept-nothing", 1);

/** Returns the actor that runs `definition`. One a file, as its default export. */
export function defineStrategy<const Args extends Settings, Kept, State>(
  definition: StrategyDefinition<Args, Kept, State>,
) {
  const { on, settle, snapshot } = definition;
  const keep = (definition.keep ?? NOTHING_KEPT) as MessageType<Kept>;
  return defineActor({
    ...(definition.args === undefined ? {} : { args: definition.args }),
    in: { peer: Peer, quote: Quote, trade: Trade, refused: Refused, event: OrderEvent },
    out: { intent: Intent },
    counters: ["strategy:paused", "strategy:refused", "strategy:gateErrors", "strategy:badOrders"],
    watch: { top: Top, stream: Stream, openOrder: OpenOrder, filled: Filled, gateway: Gateway },
    keep,
    start: (ctx: StartContext<Kept>, args: ValuesOf<Args>): Held<State> => ({
      own: definition.start({ kept: ctx.kept }, args),
      quote: new QuoteView(),
      instruments: aboutOf(ctx).instruments,
      desk: null,
      ctx: null,
    }),
    open(held, ctx) {
      held.desk = new StrategyDesk(ctx as unknown as ActorContext);
      held.ctx = contextOf(held.desk, held.instruments, ctx as unknown as ActorContext);
    },
    on: {
      peer(held, peer) {
        const { kind, state, name, number } = peer;
        if (kind === "feed") held.desk?.meet(name, number);
        const takesOrders = kind === "risk" || kind === "execution";
        if (state === "RESTARTED" && takesOrders) held.desk?.peerRestarted();
      },
      quote(held, quote, ctx) {
        if (held.desk === null || held.ctx === null || !held.desk.has(quote.instrument)) return;
        held.desk.see(ctx as unknown as ActorContext);
        on.quote?.(held.own, held.quote.point(quote), held.ctx);
        held.quote.point(null);
      },
      trade(held, trade, ctx) {
        if (held.desk === null || held.ctx === null || !held.desk.has(trade.instrument)) return;
        held.desk.see(ctx as unknown as ActorContext);
        on.trade?.(held.own, trade, held.ctx);
      },
      refused(held, refused, ctx) {
        if (refused.strategy === ctx.self.number) held.desk?.refused(refused);
      },
      event(held, event, ctx) {
        if (event.strategy === ctx.self.number) held.desk?.event(event);
      },
    },
    settle(held) {
      held.desk?.settle();
      if (settle !== undefined && held.ctx !== null) settle(held.own, held.ctx);
    },
    every: {
      "1s": (held) => {
        held.desk?.reconcile();
      },
    },
    snapshot: (held) => snapshot?.(held.own) ?? ({} as Kept),
  });
}

function contextOf(
  desk: StrategyDesk,
  instruments: readonly number[],
  ctx: ActorContext,
): StrategyContext {
  const first = desk.of(instruments[0] ?? -1);
  return {
    ...first,
    of: (instrument) => desk.of(instrument),
    instruments,
    self: ctx.self,
    random: ctx.random,
    now: () => ctx.now(),
    log: (level, text, fields) => ctx.log(level, text, fields),
    count: (name, by) => ctx.count(name, by),
  };
}
