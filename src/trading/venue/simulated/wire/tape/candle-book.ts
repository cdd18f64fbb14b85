/**
 * The candles of one symbol: kept by the second and by the minute, told in every interval.
 *
 * Bounded: two hours of seconds and thirty days of minutes in which something was traded. What an
 * interval is asked for beyond them is not there.
 */
import type { MarketTrade } from "../../exchange/reports.ts";
import { type Candle, candleOf, emptyCandle, joinCandles } from "./candle.ts";
import { type Interval, nextOpen, openOf } from "./interval.ts";

/** Which candles are asked for; NaN: no bound. Wall microseconds. */
export type CandleRange = {
  readonly startAt: number;
  readonly endAt: number;
  readonly limit: number;
};

const SECONDS_MAX = 7_200;
const MINUTES_MAX = 43_200;

export class CandleBook {
  #seconds: Candle[] = [];
  #minutes: Candle[] = [];

  add(trade: MarketTrade): undefined {
    this.#seconds = extended(this.#seconds, trade, "1s", SECONDS_MAX);
    this.#minutes = extended(this.#minutes, trade, "1m", MINUTES_MAX);
  }

  /**
   * The candles of a range, oldest first, those without a trade among them; the last one may be open.
   *
   * @param zone Microseconds that a time zone is ahead of UTC, by whose clock intervals begin.
   */
  candles(interval: Interval, range: CandleRange, at: number, zone = 0): readonly Candle[] {
    const parts = interval === "1s" ? this.#seconds : this.#minutes;
    const first = parts[0];
    if (first === undefined) return [];
    // In the zone's own time, whose days and weeks begin where its clock says so.
    const { startAt, endAt, limit } = range;
    const oldest = openOf(interval, first.openAt + zone);
    const newest = openOf(interval, (Number.isNaN(endAt) ? at : Math.min(endAt, at)) + zone);
    const opens = Number.isNaN(startAt)
      ? opensBack(interval, oldest, newest, limit)
      : opensOn(interval, Math.max(startAt + zone, oldest), newest, limit);
    return joined(interval, parts, opens, zone);
  }

  /** The candle of the present interval, empty before its first trade; null before the first of all. */
  current(interval: Interval, at: number): Candle | null {
    return this.candles(interval, { startAt: Number.NaN, endAt: at, limit: 1 }, at)[0] ?? null;
  }

  /** All that was traded from `startAt` on, by whole minutes, as one candle; null: nothing was. */
  window(startAt: number): Candle | null {
    let sum: Candle | null = null;
    for (const candle of this.#minutes.slice(indexFrom(this.#minutes, startAt))) {
      sum = sum === null ? candle : joinCandles(sum, candle);
    }
    return sum;
  }

  /** Price of the last trade before `startAt`; NaN without one. */
  closeBefore(startAt: number): number {
    return this.#minutes[indexFrom(this.#minutes, startAt) - 1]?.closeTicks ?? Number.NaN;
  }

  /** Forgets everything: the symbol's ticks and lots are others now. */
  forget(): undefined {
    this.#seconds = [];
    this.#minutes = [];
  }
}

function extended(candles: Candle[], trade: MarketTrade, unit: Interval, max: number): Candle[] {
  const openAt = openOf(unit, trade.at);
  const one = candleOf(trade, openAt);
  const last = candles.at(-1);
  if (last !== undefined && last.openAt >= openAt) {
    candles[candles.length - 1] = joinCandles(last, one);
    return candles;
  }
  candles.push(one);
  return candles.length >= 2 * max ? candles.slice(-max) : candles;
}

function opensBack(interval: Interval, oldest: number, newest: number, limit: number): number[] {
  const opens: number[] = [];
  let open = newest;
  while (open >= oldest && opens.length < limit) {
    opens.push(open);
    open = openOf(interval, open - 1);
  }
  return opens.reverse();
}

function opensOn(interval: Interval, start: number, newest: number, limit: number): number[] {
  const opens: number[] = [];
  let open = openOf(interval, start);
  if (open < start) open = nextOpen(interval, open);
  while (open <= newest && opens.length < limit) {
    opens.push(open);
    open = nextOpen(interval, open);
  }
  return opens;
}

function joined(
  interval: Interval,
  parts: readonly Candle[],
  opens: readonly number[],
  zone: number,
): Candle[] {
  let index = indexFrom(parts, (opens[0] ?? Number.NaN) - zone);
  let close = parts[index - 1]?.closeTicks ?? parts[0]?.openTicks ?? Number.NaN;
  return opens.map((open) => {
    const end = nextOpen(interval, open) - zone;
    let candle = emptyCandle(close, open - zone);
    for (let part = parts[index]; part !== undefined && part.openAt < end; part = parts[index]) {
      candle = joinCandles(candle, part);
      index += 1;
    }
    close = candle.closeTicks;
    return candle;
  });
}

/** Place of the first candle that does not begin before `at`. */
function indexFrom(candles: readonly Candle[], at: number): number {
  let low = 0;
  let high = candles.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((candles[middle]?.openAt ?? Number.NaN) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
