/** Trades, candles and statistics: what is streamed is what the exchange printed. */
import { expect, test } from "bun:test";
import { Prng } from "../../../../../../src/core/prng.ts";
import type { Venue } from "../../../../../../src/trading/venue/simulated/wire/call/venue.ts";
import { Channel } from "../../../../../../src/trading/venue/simulated/wire/streams/channel.ts";
import { StreamConnection } from "../../../../../../src/trading/venue/simulated/wire/streams/stream-connection.ts";
import { StreamHub } from "../../../../../../src/trading/venue/simulated/wire/streams/stream-hub.ts";
import { KeptFrames } from "../kit/kept-frames.ts";
import { place, playedVenue, randomCommand, START } from "../kit/played-venue.ts";

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const SECOND = 1_000_000;

function connect(venue: Venue, ...names: readonly string[]) {
  const hub = new StreamHub(venue);
  const outlet = new KeptFrames();
  const path = { names, isCombined: false, unit: "MICROSECOND" } as const;
  const connection = new StreamConnection({ hub, path, outlet, at: START });
  return { hub, outlet, connection };
}

type Trade = { e: string; t: number; p: string; q: string; T: number; m: boolean; b: number };
type Agg = { a: number; p: string; q: string; f: number; l: number; T: number; m: boolean };

test(`each print is told once, in order, with its buyer and its maker (seed ${SEED})`, () => {
  const prng = new Prng(SEED);
  const venue = playedVenue();
  const { outlet } = connect(venue, "btcusdt@trade");
  for (let step = 0; step < 1_000; step += 1) randomCommand(venue, prng, START + step);
  const told = outlet.take<Trade>();
  const prints = venue.exchange.trades("BTCUSDT");
  expect(prints.length).toBeGreaterThan(50);
  expect(told.map(({ t, p, q, T, m, b }) => [t, Number(p), Number(q), T, m, b])).toEqual(
    prints.map(({ tradeId, priceTicks, lots, at, makerSide, makerOrderId, takerOrderId }) => [
      ...[tradeId, priceTicks / 100, lots / 100_000, at],
      ...[makerSide === "BUY", makerSide === "BUY" ? makerOrderId : takerOrderId],
    ]),
  );
});

test(`aggregates hold every print once, and are whole when they are told (seed ${SEED})`, () => {
  const prng = new Prng(SEED);
  const venue = playedVenue();
  const { outlet } = connect(venue, "btcusdt@aggTrade");
  let next = 1;
  let joined = 0;
  for (let step = 0; step < 2_000; step += 1) {
    randomCommand(venue, prng, START + step);
    const prints = venue.exchange.trades("BTCUSDT");
    for (const { f, l, q, p } of outlet.take<Agg>()) {
      expect(f).toBe(next);
      next = l + 1;
      if (l > f) joined += 1;
      const parts = prints.filter(({ tradeId }) => tradeId >= f && tradeId <= l);
      const lots = parts.reduce((sum, part) => sum + part.lots, 0);
      expect(Math.round(Number(q) * 100_000)).toBe(lots);
      for (const { priceTicks } of parts) expect(priceTicks).toBe(Math.round(Number(p) * 100));
    }
    // At the end of a command nothing is held back.
    expect(next - 1).toBe(prints.at(-1)?.tradeId ?? 0);
  }
  expect(joined).toBeGreaterThan(0);
});

/** A trade of `lots` at `priceTicks`, of which the buyer is the taker. */
function trade(venue: Venue, priceTicks: number, lots: number, at: number): undefined {
  place(venue, 0, { side: "SELL", priceTicks, lots }, at);
  place(venue, 1, { side: "BUY", priceTicks, lots }, at);
}

type Kline = {
  k: { t: number; T: number; x: boolean; o: string; c: string; n: number; V: string };
};

test("a candle is told every two seconds, and once more as closed; also one without a trade", () => {
  const venue = playedVenue();
  const { hub, outlet } = connect(venue, "btcusdt@kline_1m");
  trade(venue, 10_000, 100_000, START + SECOND);
  hub.tick(START + 2 * SECOND);
  trade(venue, 10_100, 200_000, START + 3 * SECOND);
  hub.tick(START + 4 * SECOND);
  const [first, second] = outlet.take<Kline>();
  expect(first?.k).toMatchObject({ t: START, T: START + 60 * SECOND - 1, x: false, n: 1 });
  expect(second?.k).toMatchObject({ x: false, n: 2, o: "100.00000000", c: "101.00000000" });
  expect(second?.k.V).toBe("3.00000000");
  // Nobody looked at the clock for two minutes.
  hub.tick(START + 120 * SECOND);
  const closed = outlet.take<Kline>().filter(({ k }) => k.x);
  expect(closed.map(({ k }) => [k.t, k.n])).toEqual([
    [START, 2],
    [START + 60 * SECOND, 0],
  ]);
});

test("a trade of the next minute is in no candle that was told before it", () => {
  const venue = playedVenue();
  const { outlet } = connect(venue, "btcusdt@kline_1m");
  trade(venue, 10_000, 100_000, START + 59 * SECOND);
  // The trade itself brings the clock past the end of the minute.
  trade(venue, 10_200, 100_000, START + 60 * SECOND);
  const closed = outlet.take<Kline>().filter(({ k }) => k.x);
  expect(closed.map(({ k }) => [k.n, k.c])).toEqual([[1, "100.00000000"]]);
});

test("statistics are told each second in which something was traded", () => {
  const venue = playedVenue();
  const names = ["miniTicker", "ticker", "ticker_1h"].map((kind) => `btcusdt@${kind}`);
  const { hub, outlet } = connect(venue, ...names);
  hub.tick(START + SECOND);
  expect(outlet.texts).toEqual([]);
  trade(venue, 10_000, 100_000, START + SECOND);
  trade(venue, 10_500, 100_000, START + SECOND);
  hub.tick(START + 2 * SECOND);
  const [mini, day, hour] = outlet.take();
  const common = { s: "BTCUSDT", o: "100.00000000", h: "105.00000000", c: "105.00000000" };
  expect(mini).toMatchObject({
    e: "24hrMiniTicker",
    ...common,
    v: "2.00000000",
    q: "205.00000000",
  });
  const change = { p: "5.00000000", P: "5.000", w: "102.50000000", n: 2, F: 1, L: 2 };
  expect(day).toMatchObject({ e: "24hrTicker", ...common, ...change, Q: "1.00000000" });
  expect(hour).toMatchObject({ e: "1hTicker", ...common, ...change });
  hub.tick(START + 3 * SECOND);
  expect(outlet.texts).toEqual([]);
});

test("an event is rendered once for each unit of time, however many listen", () => {
  const channel = new Channel("btcusdt@trade");
  const frames: string[] = [];
  for (let index = 0; index < 40; index += 1) {
    const unit = index % 2 === 0 ? "MILLISECOND" : "MICROSECOND";
    channel.subscribers.add({
      unit,
      isCombined: index < 20,
      send: (frame) => void frames.push(frame),
    });
  }
  const rendered: string[] = [];
  channel.publish((unit) => {
    rendered.push(unit);
    return `"${unit}"`;
  });
  expect(rendered).toEqual(["MILLISECOND", "MICROSECOND"]);
  expect(new Set(frames).size).toBe(4);
  expect(frames.length).toBe(40);
  expect(frames[0]).toBe('{"stream":"btcusdt@trade","data":"MILLISECOND"}');
});
