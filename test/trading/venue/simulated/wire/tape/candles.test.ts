/** Candles and aggregated trades, against what a plain loop over all trades says. */
import { describe, expect, test } from "bun:test";
import { Prng } from "../../../../../../src/core/prng.ts";
import type { MarketTrade } from "../../../../../../src/trading/venue/simulated/exchange/reports.ts";
import {
  AggTape,
  foldAggTrade,
} from "../../../../../../src/trading/venue/simulated/wire/tape/agg-trade.ts";
import type { Candle } from "../../../../../../src/trading/venue/simulated/wire/tape/candle.ts";
import { CandleBook } from "../../../../../../src/trading/venue/simulated/wire/tape/candle-book.ts";
import {
  INTERVALS,
  nextOpen,
  openOf,
} from "../../../../../../src/trading/venue/simulated/wire/tape/interval.ts";

const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const DAY = 86_400 * SECOND;
/** Tuesday, 14 November 2023, 22:14 UTC. */
const START = 28_333_334 * MINUTE;
const ALL = { startAt: Number.NaN, endAt: Number.NaN, limit: 1_000 };

const tradeOf = (tradeId: number, change: Partial<MarketTrade> = {}): MarketTrade => ({
  symbol: "BTCUSDT",
  tradeId,
  priceTicks: 100,
  lots: 1,
  makerOrderId: 1,
  takerOrderId: tradeId,
  makerSide: "SELL",
  at: START,
  ...change,
});

/** Trades with pauses between a moment and some hours. */
function randomTrades(prng: Prng, count: number): readonly MarketTrade[] {
  let at = START;
  return Array.from({ length: count }, (_, index) => {
    const pause = prng.unit() < 0.95 ? prng.between(0, 20 * SECOND) : prng.between(0, DAY / 8);
    at += pause;
    return tradeOf(index + 1, {
      priceTicks: prng.between(90, 110),
      lots: prng.between(1, 50),
      makerSide: prng.pick(["BUY", "SELL"]),
      at,
    });
  });
}

const lotsOf = (trades: readonly MarketTrade[]) => trades.reduce((sum, { lots }) => sum + lots, 0);
const worthOf = (trades: readonly MarketTrade[]) =>
  BigInt(trades.reduce((sum, { lots, priceTicks }) => sum + lots * priceTicks, 0));

/** What a loop over all trades says of an interval. */
function plainCandle(trades: readonly MarketTrade[], openAt: number, end: number): Candle {
  const inside = trades.filter(({ at }) => at >= openAt && at < end);
  const takerBuys = inside.filter(({ makerSide }) => makerSide === "SELL");
  const flat = trades.filter(({ at }) => at < openAt).at(-1)?.priceTicks ?? Number.NaN;
  const prices = inside.length === 0 ? [flat] : inside.map(({ priceTicks }) => priceTicks);
  return {
    openAt,
    openTicks: prices[0] ?? flat,
    highTicks: Math.max(...prices),
    lowTicks: Math.min(...prices),
    closeTicks: prices.at(-1) ?? flat,
    lots: lotsOf(inside),
    tickLots: worthOf(inside),
    takerBuyLots: lotsOf(takerBuys),
    takerBuyTickLots: worthOf(takerBuys),
    count: inside.length,
    firstId: inside[0]?.tradeId ?? -1,
    lastId: inside.at(-1)?.tradeId ?? -1,
  };
}

describe("CandleBook", () => {
  test(`has in each interval what a loop over all trades has (SEED=${SEED})`, () => {
    const prng = new Prng(SEED);
    const trades = randomTrades(prng, 1_500);
    const book = new CandleBook();
    for (const trade of trades) book.add(trade);
    const now = (trades.at(-1)?.at ?? START) + 90 * SECOND;
    const zones = [0, 8 * 3_600 * SECOND, -12_600 * SECOND];
    const asked = INTERVALS.flatMap((interval) => zones.map((zone) => ({ interval, zone })));
    for (const { interval, zone } of asked) {
      const candles = book.candles(interval, ALL, now, zone);
      expect(candles.length).toBeGreaterThan(0);
      for (const [index, candle] of candles.entries()) {
        const end = nextOpen(interval, candle.openAt + zone) - zone;
        expect(openOf(interval, candle.openAt + zone)).toBe(candle.openAt + zone);
        expect(candles[index + 1]?.openAt ?? end).toBe(end);
        expect(candle).toEqual(plainCandle(trades, candle.openAt, end));
      }
    }
  });

  test("tells the first of a range that begins, and the last of one that does not", () => {
    const book = new CandleBook();
    for (let minute = 0; minute < 10; minute += 1) {
      book.add(tradeOf(minute + 1, { at: START + minute * MINUTE }));
    }
    const now = START + 10 * MINUTE - 1;
    const opens = (range: Partial<typeof ALL>) =>
      book.candles("1m", { ...ALL, ...range }, now).map(({ openAt }) => (openAt - START) / MINUTE);
    expect(opens({ limit: 3 })).toEqual([7, 8, 9]);
    expect(opens({ startAt: START + 2 * MINUTE, limit: 3 })).toEqual([2, 3, 4]);
    expect(opens({ startAt: START + 2 * MINUTE + 1, limit: 2 })).toEqual([3, 4]);
    expect(opens({ endAt: START + 4 * MINUTE, limit: 2 })).toEqual([3, 4]);
    expect(opens({ startAt: 0, limit: 2 })).toEqual([0, 1]);
    expect(opens({ startAt: now + MINUTE })).toEqual([]);
  });

  test("has nothing before the first trade, and the present candle, empty or not, after it", () => {
    const book = new CandleBook();
    expect(book.current("1m", START)).toBeNull();
    expect(book.candles("1h", ALL, START)).toEqual([]);
    book.add(tradeOf(1, { priceTicks: 77 }));
    expect(book.current("1m", START)).toMatchObject({ count: 1, openAt: START });
    expect(book.current("1m", START + MINUTE)).toMatchObject({
      count: 0,
      openTicks: 77,
      openAt: START + MINUTE,
    });
  });

  test("forgets the oldest minutes, and keeps thirty days of them", () => {
    const book = new CandleBook();
    for (let minute = 0; minute < 90_000; minute += 1) {
      book.add(tradeOf(minute + 1, { at: START + minute * MINUTE }));
    }
    const now = START + 90_000 * MINUTE;
    const oldest = book.candles("1m", { startAt: 0, endAt: Number.NaN, limit: 1 }, now)[0];
    const days = (now - (oldest?.openAt ?? Number.NaN)) / DAY;
    expect(days).toBeGreaterThanOrEqual(30);
    expect(days).toBeLessThanOrEqual(60.1);
  });
});

describe("openOf", () => {
  test("begins weeks on Mondays, and months on the first of the calendar's", () => {
    const utc = (text: string) => Date.parse(text) * 1_000;
    expect(openOf("1w", START)).toBe(utc("2023-11-13T00:00:00Z"));
    for (let year = 1970; year < 2105; year += 1) {
      for (let month = 1; month <= 12; month += 1) {
        const first = Date.UTC(year, month - 1, 1) * 1_000;
        expect(openOf("1M", first)).toBe(first);
        expect(openOf("1M", first + 27 * DAY)).toBe(first);
        expect(nextOpen("1M", first)).toBe(Date.UTC(year, month, 1) * 1_000);
      }
    }
  });
});

describe("AggTape", () => {
  test("joins what one order took at one price, and nothing else", () => {
    const tape = new AggTape();
    const taker = { takerOrderId: 9 };
    tape.add(tradeOf(1, { ...taker, lots: 2 }));
    tape.add(tradeOf(2, { ...taker, lots: 3 }));
    tape.add(tradeOf(3, { ...taker, priceTicks: 101 }));
    tape.add(tradeOf(4, { takerOrderId: 10, priceTicks: 101 }));
    tape.add(tradeOf(5, { takerOrderId: 10, priceTicks: 101, at: START + 1 }));
    expect(tape.trades.map(({ id, firstId, lastId, lots }) => [id, firstId, lastId, lots])).toEqual(
      [
        [1, 1, 2, 5],
        [2, 3, 3, 1],
        [3, 4, 4, 1],
        [4, 5, 5, 1],
      ],
    );
  });

  test("counts on when it forgets", () => {
    const tape = new AggTape();
    tape.add(tradeOf(1));
    tape.forget();
    expect(tape.add(tradeOf(2)).id).toBe(2);
    expect(foldAggTrade(null, tradeOf(3)).id).toBe(1);
  });
});
