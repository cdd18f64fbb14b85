/** The actor around an author's strategy. */
import { describe, expect, test } from "bun:test";
import { defineStrategy } from "../../../src/desk/strategy/define-strategy.ts";
import type { QuoteView } from "../../../src/desk/strategy/quote-view.ts";
import { eventOf, STRATEGY, StrategyWorld } from "./strategy-kit.ts";

const QUOTE = { instrument: 0, bidTicks: 100, bidLots: 1, askTicks: 104, askLots: 2 };

/** The actor of a strategy that notes what it is asked, opened in `world`. */
function started(world = new StrategyWorld()) {
  const seen: unknown[] = [];
  const kept: { quote?: QuoteView } = {};
  const actor = defineStrategy({
    start: () => ({ fills: 0 }),
    on: {
      quote(_state, quote, { instruments }) {
        kept.quote = quote;
        seen.push([quote.instrument, quote.mid(), quote.spread(), instruments.length]);
      },
      trade(_state, trade) {
        seen.push(trade.priceTicks);
      },
    },
    settle(_state, strategy) {
      seen.push(`settle with ${strategy.orders.working} working`);
    },
  });
  const ctx = world.ctx as never;
  const held = actor.start({ ...world.ctx, kept: undefined } as never, {} as never) as never;
  actor.open?.(held, ctx);
  return { actor, held, ctx, seen, kept, world };
}

describe("defineStrategy", () => {
  test("quotes and trades of its instruments reach it, others do not", () => {
    const { actor, held, ctx, seen } = started();
    actor.on.quote(held, QUOTE as never, ctx);
    actor.on.quote(held, { ...QUOTE, instrument: 1 } as never, ctx);
    actor.on.trade(held, { instrument: 0, priceTicks: 9 } as never, ctx);
    actor.on.trade(held, { instrument: 1, priceTicks: 8 } as never, ctx);
    expect(seen).toEqual([[0, 102, 4, 1], 9]);
  });

  // S-15
  test("a quote that was kept cannot be read after its handler", () => {
    const { actor, held, ctx, kept } = started();
    actor.on.quote(held, QUOTE as never, ctx);
    expect(() => kept.quote?.mid()).toThrow("its handler has returned");
  });

  test("events of its own orders are folded before it settles, others are not its own", () => {
    const { actor, held, ctx, seen } = started();
    actor.on.event(held, eventOf("o1", { kind: "SENT", strategy: STRATEGY }) as never, ctx);
    actor.on.event(held, eventOf("o2", { kind: "SENT", strategy: 9 }) as never, ctx);
    actor.settle?.(held, ctx);
    expect(seen).toEqual(["settle with 1 working"]);
  });

  test("only a risk or an execution that restarts makes it ask for cancels again", () => {
    const { actor, held, ctx, world } = started();
    actor.on.event(held, eventOf("o1", { kind: "SENT" }) as never, ctx);
    actor.on.event(held, eventOf("o1", { kind: "ACK" }) as never, ctx);
    const desk = (held as { desk: { of(i: number): { orders: { cancelAll(): void } } } }).desk;
    const cancels = () => {
      desk.of(0).orders.cancelAll();
      return world.intents.filter(({ action }) => action === "CANCEL").length;
    };
    expect(cancels()).toBe(1);
    actor.on.peer(held, { kind: "feed", state: "RESTARTED" } as never, ctx);
    expect(cancels()).toBe(1);
    actor.on.peer(held, { kind: "execution", state: "RESTARTED" } as never, ctx);
    expect(cancels()).toBe(2);
  });

  test("a strategy without a snapshot of its own keeps nothing", () => {
    const { actor, held } = started();
    expect(actor.snapshot?.(held)).toEqual({} as never);
  });

  test("an order's basis is the newest market message that the strategy saw", () => {
    const { actor, held, ctx, world } = started();
    actor.on.quote(held, QUOTE as never, ctx);
    const desk = (
      held as { desk: { of(i: number): { orders: { buy(l: number, p: number): void } } } }
    ).desk;
    desk.of(0).orders.buy(1, 100);
    expect(world.intents).toMatchObject([{ basisAt: 5, decidedAt: 1e9 }]);
  });
});
