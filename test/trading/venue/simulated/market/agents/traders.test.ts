/** Each kind of trader by itself, on a book that a test made. */
import { expect, test } from "bun:test";
import { Prng } from "../../../../../../src/core/prng.ts";
import { MarketMaker } from "../../../../../../src/trading/venue/simulated/market/agents/market-maker.ts";
import { MomentumTrader } from "../../../../../../src/trading/venue/simulated/market/agents/momentum-trader.ts";
import { OrderSlicer } from "../../../../../../src/trading/venue/simulated/market/agents/order-slicer.ts";
import { HouseTrader } from "../../../../../../src/trading/venue/simulated/market/house-trader.ts";
import { BTC, PlayedExchange } from "../../exchange/kit/played-exchange.ts";

const UNIT = 10 ** 8;

function traderOn({ exchange }: PlayedExchange, name: string): HouseTrader {
  return new HouseTrader({ exchange, name, rules: BTC, at: 0 });
}

function turn(step: number, price: number) {
  return { step, at: step, price: price * UNIT, sizeFactor: 1 };
}

function shown(played: PlayedExchange, side: string): readonly number[] {
  const prefix = `BTCUSDT/${side}/`;
  return [...played.shown.keys()]
    .filter((key) => key.startsWith(prefix))
    .map((key) => Number(key.slice(prefix.length)) / 100)
    .sort((left, right) => left - right);
}

function makerOn(played: PlayedExchange): MarketMaker {
  return new MarketMaker({
    trader: traderOn(played, "maker"),
    prng: new Prng(1),
    gap: UNIT,
    phase: 0,
    levels: 3,
    size: UNIT,
    placesMax: 3,
  });
}

test("a maker's ladder follows the price, and keeps the quotes that stay in it", () => {
  const played = new PlayedExchange();
  const maker = makerOn(played);
  maker.act(turn(0, 100.5));
  expect(shown(played, "BUY")).toEqual([98, 99, 100]);
  expect(shown(played, "SELL")).toEqual([101, 102, 103]);
  const kept = played.shown.get("BTCUSDT/BUY/10000");
  const orders = played.reports.length;
  maker.withdraw(turn(1, 101.5));
  maker.act(turn(1, 101.5));
  expect(shown(played, "BUY")).toEqual([99, 100, 101]);
  expect(shown(played, "SELL")).toEqual([102, 103, 104]);
  expect(played.shown.get("BTCUSDT/BUY/10000")).toBe(kept ?? Number.NaN);
  // Two were cancelled and two were made.
  expect(played.reports.length - orders).toBe(4);
});

test("a maker quotes anew what was taken", () => {
  const played = new PlayedExchange();
  const maker = makerOn(played);
  maker.act(turn(0, 100.5));
  traderOn(played, "taker").take("BUY", 101 * UNIT, 10 * UNIT, 1);
  expect(shown(played, "SELL")).toEqual([102, 103]);
  maker.withdraw(turn(2, 100.5));
  maker.act(turn(2, 100.5));
  expect(shown(played, "SELL")).toEqual([101, 102, 103]);
});

test("a momentum trader buys a rise, and waits before it acts again", () => {
  const played = new PlayedExchange();
  const other = traderOn(played, "other");
  const options = { lookback: 2, threshold: UNIT, size: UNIT };
  const momentum = new MomentumTrader({ trader: traderOn(played, "momentum"), ...options });
  const print = (price: number, at: number) => {
    other.rest("SELL", price * UNIT, UNIT, at);
    other.take("BUY", price * UNIT, UNIT, at);
  };
  const taken: number[] = [];
  for (const [step, price] of [100, 100, 100, 102, 104, 106].entries()) {
    print(price, step);
    other.rest("SELL", (price + 0.5) * UNIT, UNIT, step);
    const before = played.trades.length;
    momentum.act(turn(step, price));
    taken.push(played.trades.length - before);
    other.take("BUY", (price + 0.5) * UNIT, UNIT, step);
  }
  expect(taken).toEqual([0, 0, 0, 1, 0, 1]);
});

test("a large order is traded on one side, a slice every few steps", () => {
  const played = new PlayedExchange();
  const maker = traderOn(played, "maker");
  const slicer = new OrderSlicer({
    trader: traderOn(played, "slicer"),
    prng: new Prng(5),
    size: UNIT,
    reach: UNIT,
  });
  maker.rest("BUY", 100 * UNIT, 50_000 * UNIT, 0);
  maker.rest("SELL", 101 * UNIT, 50_000 * UNIT, 0);
  for (let step = 0; step < 20_000; step += 1) slicer.act(turn(step, 100.5));
  const runs: { side: string; at: number; count: number }[] = [];
  for (const { makerSide, at, lots } of played.trades) {
    expect(lots).toBe(100_000);
    const run = runs.at(-1);
    if (run !== undefined && run.side === makerSide && at - run.at === 5) {
      run.at = at;
      run.count += 1;
    } else {
      runs.push({ side: makerSide, at, count: 1 });
    }
  }
  expect(runs.length).toBeGreaterThan(2);
  for (const { count } of runs) expect(count).toBeGreaterThanOrEqual(20);
});
