/** Streams of what was traded, and of the mark price. */
import { atomsTextOf } from "../../../../../../core/decimal-atoms.ts";
import { ratioText } from "../../../wire/answer/numbers.ts";
import type { Channel } from "../../../wire/streams/channel.ts";
import type { Feed } from "../../../wire/streams/feed/feed.ts";
import type { AggTrade } from "../../../wire/tape/agg-trade.ts";
import type { Candle } from "../../../wire/tape/candle.ts";
import { type Interval, nextOpen, openOf } from "../../../wire/tape/interval.ts";
import type { ContractRules } from "../../exchange/contract-rules.ts";
import { aggregateFields, fundingOf } from "../answer/contract-view.ts";
import { ms, priceText, quantityText } from "../answer/text.ts";
import type { FuturesVenue } from "../call/futures-venue.ts";

const KLINE_US = 250_000;
const AGGREGATE_US = 100_000;
const TICKER_US = 2_000_000;
const MINUTE_US = 60_000_000;
const DAY_US = 86_400_000_000;

export function futuresTradeFeed(channel: Channel, rules: ContractRules): Feed {
  return {
    everyUs: 0,
    trade: (trade, _aggregate, at) => {
      channel.publish(() =>
        JSON.stringify({
          ...{ e: "trade", E: ms(at), T: ms(trade.at), s: rules.symbol, t: trade.tradeId },
          p: priceText(rules, trade.priceTicks),
          q: quantityText(rules, trade.lots),
          X: "MARKET",
          m: trade.makerSide === "BUY",
        }),
      );
    },
  };
}

/** Every 100 ms, those that are whole. */
export function futuresAggregateFeed(channel: Channel, rules: ContractRules): Feed {
  const whole = new Map<number, AggTrade>();
  return {
    everyUs: AGGREGATE_US,
    trade: (_trade, aggregate) => {
      if (aggregate !== null) whole.set(aggregate.id, aggregate);
    },
    tick: (dueAt) => {
      for (const trade of whole.values()) {
        const head = { e: "aggTrade", E: ms(dueAt), s: rules.symbol };
        channel.publish(() => JSON.stringify({ ...head, ...aggregateFields(rules, trade) }));
      }
      whole.clear();
    },
  };
}

/** @param contracts One, or all in one array. */
export function markPriceFeed(
  channel: Channel,
  venue: FuturesVenue,
  {
    contracts,
    everyUs,
    isArray,
  }: {
    readonly contracts: readonly ContractRules[];
    readonly everyUs: number;
    readonly isArray: boolean;
  },
): Feed {
  return {
    everyUs,
    tick: (dueAt) => {
      const marked = contracts
        .filter(({ symbol }) => !Number.isNaN(venue.exchange.markTicks(symbol)))
        .map((rules) => markFields(rules, venue.exchange.markTicks(rules.symbol), dueAt));
      if (marked.length > 0) channel.publish(() => JSON.stringify(isArray ? marked : marked[0]));
    },
  };
}

/** The present candle while trades come; one that ended just then is told as closed. */
export function futuresKlineFeed(
  channel: Channel,
  venue: FuturesVenue,
  { rules, interval }: { readonly rules: ContractRules; readonly interval: Interval },
): Feed {
  return {
    everyUs: KLINE_US,
    tick: (dueAt) => {
      const isClosed = openOf(interval, dueAt) === dueAt;
      const { candles } = venue.tape(rules.symbol);
      const candle = candles.current(interval, isClosed ? dueAt - 1 : dueAt);
      if (candle === null) return;
      const k = klineFields(rules, { interval, candle, isClosed });
      channel.publish(() => JSON.stringify({ e: "kline", E: ms(dueAt), s: rules.symbol, k }));
    },
  };
}

/** Of the last day; the mini one says less. */
export function futuresDayFeed(
  channel: Channel,
  venue: FuturesVenue,
  { rules, isMini }: { readonly rules: ContractRules; readonly isMini: boolean },
): Feed {
  return {
    everyUs: TICKER_US,
    tick: (dueAt) => {
      const openAt = Math.floor((dueAt - DAY_US) / MINUTE_US) * MINUTE_US;
      const candle = venue.tape(rules.symbol).candles.window(openAt);
      if (candle === null) return;
      const head = { e: isMini ? "24hrMiniTicker" : "24hrTicker", E: ms(dueAt), s: rules.symbol };
      const last = venue.exchange.trades(rules.symbol).at(-1);
      const more = isMini
        ? {}
        : changeFields(rules, candle, { openAt, dueAt, lots: last?.lots ?? 0 });
      channel.publish(() => JSON.stringify({ ...head, ...rangeFields(rules, candle), ...more }));
    },
  };
}

function markFields(rules: ContractRules, markTicks: number, at: number) {
  const mark = priceText(rules, markTicks);
  const { rate, nextMs } = fundingOf(rules, at);
  const prices = { p: mark, ap: mark, i: mark, P: mark };
  return { e: "markPriceUpdate", E: ms(at), s: rules.symbol, ...prices, r: rate, T: nextMs };
}

function klineFields(
  rules: ContractRules,
  {
    interval,
    candle,
    isClosed,
  }: {
    readonly interval: Interval;
    readonly candle: Candle;
    readonly isClosed: boolean;
  },
) {
  return {
    ...{ t: ms(candle.openAt), T: ms(nextOpen(interval, candle.openAt)) - 1, s: rules.symbol },
    ...{ i: interval, f: candle.firstId, L: candle.lastId },
    ...rangeFields(rules, candle),
    ...{ n: candle.count, x: isClosed },
    V: quantityText(rules, candle.takerBuyLots),
    Q: atomsTextOf(candle.takerBuyTickLots * rules.atomsPerTickLot),
    B: "0",
  };
}

function rangeFields(rules: ContractRules, candle: Candle) {
  return {
    o: priceText(rules, candle.openTicks),
    c: priceText(rules, candle.closeTicks),
    h: priceText(rules, candle.highTicks),
    l: priceText(rules, candle.lowTicks),
    v: quantityText(rules, candle.lots),
    q: atomsTextOf(candle.tickLots * rules.atomsPerTickLot),
  };
}

function changeFields(
  rules: ContractRules,
  candle: Candle,
  {
    openAt,
    dueAt,
    lots,
  }: { readonly openAt: number; readonly dueAt: number; readonly lots: number },
) {
  const change = candle.closeTicks - candle.openTicks;
  const quote = candle.tickLots * rules.atomsPerTickLot;
  return {
    p: priceText(rules, change),
    P: ratioText(BigInt(change) * 100n, BigInt(candle.openTicks), 3),
    w: ratioText(quote, BigInt(candle.lots) * rules.atomsPerLot, rules.pricePlaces),
    Q: quantityText(rules, lots),
    ...{ O: ms(openAt), C: ms(dueAt), F: candle.firstId, L: candle.lastId, n: candle.count },
  };
}
