/** Trades as they happen, one by one or aggregated, and the candles that they make. */
import type { MarketTrade } from "../../../exchange/reports.ts";
import type { SymbolRules } from "../../../exchange/symbol-rules.ts";
import { priceText, quantityText, quoteText, type TimeUnit, timeOf } from "../../answer/numbers.ts";
import type { AggTrade } from "../../tape/agg-trade.ts";
import type { Candle } from "../../tape/candle.ts";
import { type Interval, nextOpen, openOf } from "../../tape/interval.ts";
import type { Channel } from "../channel.ts";
import type { Feed, SymbolView } from "./feed.ts";

export function tradeFeed(channel: Channel, view: SymbolView): Feed {
  return {
    everyUs: 0,
    trade: (trade, _aggregate, at) => {
      channel.publish((unit) => tradeText(view.rules, trade, at, unit));
    },
  };
}

/** An aggregate is told when it is whole: with the next one, or at the end of the command. */
export function aggTradeFeed(channel: Channel, view: SymbolView): Feed {
  let pending: AggTrade | null = null;
  const tell = (at: number): undefined => {
    const whole = pending;
    pending = null;
    if (whole !== null)
      channel.publish((unit) => aggTradeText(view.rules, view.symbol, whole, at, unit));
  };
  return {
    everyUs: 0,
    trade: (_trade, aggregate, at) => {
      if (pending !== null && pending.id !== aggregate?.id) tell(at);
      pending = aggregate;
    },
    settled: tell,
    renew: tell,
  };
}

const SLOW_US = 2_000_000;
const SECOND_US = 1_000_000;

/** The present candle on the clock; one that ended just then is told as closed. */
export function klineFeed(channel: Channel, view: SymbolView, interval: Interval): Feed {
  return {
    everyUs: interval === "1s" ? SECOND_US : SLOW_US,
    tick: (dueAt) => {
      const isClosed = openOf(interval, dueAt) === dueAt;
      const candle = view.candles.current(interval, isClosed ? dueAt - 1 : dueAt);
      if (candle === null) return;
      channel.publish((unit) => klineText(view, { interval, candle, isClosed }, dueAt, unit));
    },
  };
}

function tradeText(rules: SymbolRules, trade: MarketTrade, at: number, unit: TimeUnit): string {
  const isBuyerMaker = trade.makerSide === "BUY";
  const buyer = isBuyerMaker ? trade.makerOrderId : trade.takerOrderId;
  const seller = isBuyerMaker ? trade.takerOrderId : trade.makerOrderId;
  const head = `{"e":"trade","E":${timeOf(at, unit)},"s":"${trade.symbol}","t":${trade.tradeId}`;
  const what = `"p":"${priceText(rules, trade.priceTicks)}","q":"${quantityText(rules, trade.lots)}"`;
  const whose = `"b":${buyer},"a":${seller},"T":${timeOf(trade.at, unit)}`;
  return `${head},${what},${whose},"m":${isBuyerMaker},"M":true}`;
}

function aggTradeText(
  rules: SymbolRules,
  symbol: string,
  trade: AggTrade,
  at: number,
  unit: TimeUnit,
): string {
  const head = `{"e":"aggTrade","E":${timeOf(at, unit)},"s":"${symbol}","a":${trade.id}`;
  const what = `"p":"${priceText(rules, trade.priceTicks)}","q":"${quantityText(rules, trade.lots)}"`;
  const which = `"f":${trade.firstId},"l":${trade.lastId},"T":${timeOf(trade.at, unit)}`;
  return `${head},${what},${which},"m":${trade.makerSide === "BUY"},"M":true}`;
}

type Kline = { readonly interval: Interval; readonly candle: Candle; readonly isClosed: boolean };

function klineText(
  { rules, symbol }: SymbolView,
  { interval, candle, isClosed }: Kline,
  at: number,
  unit: TimeUnit,
): string {
  const step = unit === "MICROSECOND" ? 1 : 1_000;
  return JSON.stringify({
    e: "kline",
    E: timeOf(at, unit),
    s: symbol,
    k: {
      t: timeOf(candle.openAt, unit),
      T: timeOf(nextOpen(interval, candle.openAt) - step, unit),
      s: symbol,
      i: interval,
      f: candle.firstId,
      L: candle.lastId,
      o: priceText(rules, candle.openTicks),
      c: priceText(rules, candle.closeTicks),
      h: priceText(rules, candle.highTicks),
      l: priceText(rules, candle.lowTicks),
      v: quantityText(rules, candle.lots),
      n: candle.count,
      x: isClosed,
      q: quoteText(rules, candle.tickLots),
      V: quantityText(rules, candle.takerBuyLots),
      Q: quoteText(rules, candle.takerBuyTickLots),
      B: "0",
    },
  });
}
