/** When the mean reversion trades, and when it does not. */
import { describe, expect, test } from "bun:test";
import reversion from "../../../actors/strategy/mean-reversion.ts";
import { StrategyWorld } from "../../desk/strategy/strategy-kit.ts";

/** A strategy that has seen 200 mids of 100 and 102 in turn. */
function reversionOf(kept?: { window: readonly number[] }) {
  const world = new StrategyWorld();
  const ctx = world.ctx as never;
  const args = { clip: 3, bandSigma: 2 } as never;
  const held = reversion.start({ ...world.ctx, kept } as never, args) as never;
  reversion.open?.(held, ctx);
  const quote = (mid: number) => {
    const touch = { instrument: 0, bidTicks: mid - 1, bidLots: 1, askTicks: mid + 1, askLots: 1 };
    reversion.on.quote(held, touch as never, ctx);
    if (world.top !== null) world.top = { ...world.top, ...touch };
  };
  const settle = () => reversion.settle?.(held, ctx);
  const said = () => world.intents.map(({ side, priceTicks, lots }) => [side, priceTicks, lots]);
  if (kept === undefined) for (let mid = 0; mid < 200; mid += 1) quote(100 + (mid % 2) * 2);
  return { world, held, quote, settle, said };
}

describe("mean-reversion", () => {
  test("within the band it does nothing", () => {
    const { settle, said } = reversionOf();
    settle();
    expect(said()).toEqual([]);
  });

  test("it sells at the bid into strength, and buys at the ask into weakness", () => {
    const strong = reversionOf();
    strong.quote(110);
    strong.settle();
    expect(strong.said()).toEqual([["SELL", 109, 3]]);
    const weak = reversionOf();
    weak.quote(90);
    weak.settle();
    expect(weak.said()).toEqual([["BUY", 91, 3]]);
  });

  test("one order at a time", () => {
    const { quote, settle, said } = reversionOf();
    quote(110);
    settle();
    settle();
    expect(said()).toHaveLength(1);
  });

  test("nothing while the market is not live", () => {
    const { world, quote, settle, said } = reversionOf();
    quote(110);
    world.notReady.add("paper");
    settle();
    expect(said()).toEqual([]);
  });

  test("the next life decides from the window that the last one kept", () => {
    const first = reversionOf();
    const kept = reversion.snapshot?.(first.held) as { window: readonly number[] };
    expect(kept.window).toHaveLength(200);
    const next = reversionOf(kept);
    next.quote(110);
    next.settle();
    expect(next.said()).toEqual([["SELL", 109, 3]]);
  });
});
