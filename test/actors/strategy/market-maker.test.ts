/** What the market maker quotes, and when it takes a quote back. */
import { describe, expect, test } from "bun:test";
import maker from "../../../actors/strategy/market-maker.ts";
import { eventOf, STRATEGY, StrategyWorld } from "../../desk/strategy/strategy-kit.ts";

const ARGS = { clip: 2, halfSpreadBps: 10, skewBps: 20, refreshBps: 2, replaces: false };

/** A maker that quotes around 10,000. */
function makerOf(change: object = {}) {
  const world = new StrategyWorld();
  const top = { bidTicks: 9_995, bidLots: 5, askTicks: 10_005, askLots: 5 };
  world.top = { state: "LIVE", sequence: 1, receivedAt: 1, ...top };
  const ctx = world.ctx as never;
  const held = maker.start(
    { ...world.ctx, kept: undefined } as never,
    { ...ARGS, ...change } as never,
  ) as never;
  maker.open?.(held, ctx);
  const settle = () => maker.settle?.(held, ctx);
  const acknowledge = () => {
    for (const { orderId, side, priceTicks, action } of world.intents) {
      if (action === "CANCEL" || action === "AMEND") continue;
      const own = { side, priceTicks, orderLots: 2, leavesLots: 2 };
      maker.on.event(held, eventOf(orderId, { ...own, kind: "SENT" }) as never, ctx);
      maker.on.event(held, eventOf(orderId, { ...own, kind: "ACK" }) as never, ctx);
    }
  };
  const said = () =>
    world.intents.splice(0).map(({ action, side, priceTicks }) => [action, side, priceTicks]);
  const refuse = (orderId: string) => {
    const about = { action: "REPLACE", reason: "POSITION", instrument: 0, strategy: STRATEGY };
    const refused = { ...about, limit: 1, value: 2, name: "", orderId };
    maker.on.refused(held, refused as never, ctx);
  };
  return { world, settle, acknowledge, said, refuse };
}

describe("market-maker", () => {
  test("flat, it quotes both sides around the mid, and leaves them where they are", () => {
    const { settle, acknowledge, said } = makerOf();
    settle();
    acknowledge();
    expect(said()).toEqual([
      ["NEW", "BUY", 9_990],
      ["NEW", "SELL", 10_010],
    ]);
    settle();
    expect(said()).toEqual([]);
  });

  test("long, it leans down; short, it leans up", () => {
    const { world, settle, said } = makerOf();
    const slot = { strategy: STRATEGY, instrument: 0, fills: 1, sequence: 1 };
    world.filled.push({ ...slot, lots: 50 });
    settle();
    expect(said()).toEqual([
      ["NEW", "BUY", 9_970],
      ["NEW", "SELL", 9_990],
    ]);
    const short = makerOf();
    short.world.filled.push({ ...slot, lots: -25 });
    short.settle();
    expect(short.said()).toEqual([
      ["NEW", "BUY", 10_000],
      ["NEW", "SELL", 10_020],
    ]);
  });

  test("a quote that is too far from where it should be is cancelled, once", () => {
    const { world, settle, acknowledge, said } = makerOf();
    settle();
    acknowledge();
    said();
    if (world.top !== null) world.top = { ...world.top, bidTicks: 10_095, askTicks: 10_105 };
    settle();
    expect(said()).toEqual([
      ["CANCEL", "BUY", 9_990],
      ["CANCEL", "SELL", 10_010],
    ]);
    settle();
    expect(said()).toEqual([]);
  });

  test("it cancels everything while the market is not live, and quotes nothing", () => {
    const { world, settle, acknowledge, said } = makerOf();
    settle();
    acknowledge();
    said();
    world.notReady.add("risk");
    settle();
    expect(said().map(([action]) => action)).toEqual(["CANCEL", "CANCEL"]);
  });

  test("with replaces a quote moves by a replace, once until it is answered", () => {
    const { world, settle, acknowledge, said } = makerOf({ replaces: true });
    settle();
    acknowledge();
    said();
    if (world.top !== null) world.top = { ...world.top, bidTicks: 10_095, askTicks: 10_105 };
    settle();
    settle();
    expect(said()).toEqual([
      ["REPLACE", "BUY", 10_089],
      ["REPLACE", "SELL", 10_111],
    ]);
  });

  test("with replaces, when it holds much, it makes the side smaller that would add", () => {
    const { world, settle, acknowledge, said } = makerOf({ replaces: true, skewBps: 0 });
    settle();
    acknowledge();
    said();
    const slot = { strategy: STRATEGY, instrument: 0, fills: 1, sequence: 1 };
    world.filled.push({ ...slot, lots: 25 });
    settle();
    expect(world.intents).toMatchObject([{ action: "AMEND", side: "BUY", lots: 1 }]);
  });

  test("a replace that the gate refused becomes a cancel", () => {
    const { world, settle, acknowledge, said, refuse } = makerOf({ replaces: true });
    settle();
    acknowledge();
    said();
    if (world.top !== null) world.top = { ...world.top, bidTicks: 10_095, askTicks: 10_105 };
    settle();
    const [bid] = world.intents;
    refuse(bid?.orderId ?? "");
    said();
    settle();
    expect(said()).toContainEqual(["CANCEL", "BUY", 9_990]);
  });
});
