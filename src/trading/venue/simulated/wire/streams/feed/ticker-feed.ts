/** Statistics of the last day or hours, every second in which something was traded. */

import { averageText } from "../../answer/market-view.ts";
import {
  priceText,
  quantityText,
  quoteText,
  ratioText,
  type TimeUnit,
  timeOf,
} from "../../answer/numbers.ts";
import type { Candle } from "../../tape/candle.ts";
import type { Channel } from "../channel.ts";
import { topText } from "./depth-feed.ts";
import type { Feed, SymbolView } from "./feed.ts";

const SECOND_US = 1_000_000;
const MINUTE_US = 60_000_000;
const HOUR_US = 3_600_000_000;
const HOURS = { "1h": 1, "4h": 4, "1d": 24 } as const;

type Fields = Readonly<Record<string, unknown>>;
type Window = { readonly openAt: number; readonly dueAt: number; readonly candle: Candle };

export function miniTickerFeed(channel: Channel, view: SymbolView): Feed {
  return everySecond(channel, view, 24, (window, unit) => ({
    ...head("24hrMiniTicker", view, window, unit),
    c: priceText(view.rules, window.candle.closeTicks),
    ...rangeFields(view, window),
    ...volumeFields(view, window),
  }));
}

export function tickerFeed(channel: Channel, view: SymbolView): Feed {
  return everySecond(channel, view, 24, (window, unit) => {
    const before = view.candles.closeBefore(window.openAt);
    return {
      ...head("24hrTicker", view, window, unit),
      ...changeFields(view, window),
      w: averageText(view.rules, window.candle),
      x: priceText(view.rules, Number.isNaN(before) ? window.candle.openTicks : before),
      c: priceText(view.rules, window.candle.closeTicks),
      Q: quantityText(view.rules, view.lastTrade?.lots ?? 0),
      ...(JSON.parse(`{${topText(view)}}`) as Fields),
      ...rangeFields(view, window),
      ...volumeFields(view, window),
      ...spanFields(window, unit),
    };
  });
}

export function windowTickerFeed(
  channel: Channel,
  view: SymbolView,
  name: keyof typeof HOURS,
): Feed {
  return everySecond(channel, view, HOURS[name], (window, unit) => ({
    ...head(`${name}Ticker`, view, window, unit),
    ...changeFields(view, window),
    ...rangeFields(view, window),
    c: priceText(view.rules, window.candle.closeTicks),
    w: averageText(view.rules, window.candle),
    ...volumeFields(view, window),
    ...spanFields(window, unit),
  }));
}

const AVERAGE_US = 5 * MINUTE_US;

/** Average price of the last five minutes; without a trade in them, the last price. */
export function avgPriceFeed(channel: Channel, view: SymbolView): Feed {
  return {
    everyUs: SECOND_US,
    tick: (dueAt) => {
      const { lastTrade, rules, symbol } = view;
      if (lastTrade === null) return;
      const candle = view.candles.window(dueAt - AVERAGE_US);
      const w =
        candle === null ? priceText(rules, lastTrade.priceTicks) : averageText(rules, candle);
      channel.publish((unit) => {
        const times = { E: timeOf(dueAt, unit), T: timeOf(lastTrade.at, unit) };
        return JSON.stringify({ e: "avgPrice", E: times.E, s: symbol, i: "5m", w, T: times.T });
      });
    },
  };
}

function everySecond(
  channel: Channel,
  view: SymbolView,
  hours: number,
  fields: (window: Window, unit: TimeUnit) => Fields,
): Feed {
  let toldId = Number.NaN;
  return {
    everyUs: SECOND_US,
    tick: (dueAt) => {
      const lastId = view.lastTrade?.tradeId ?? Number.NaN;
      // Not by `===`: before the first trade both are NaN, and nothing is told.
      if (!(lastId > toldId) && !(Number.isNaN(toldId) && lastId > 0)) return;
      const openAt = Math.floor((dueAt - hours * HOUR_US) / MINUTE_US) * MINUTE_US;
      const candle = view.candles.window(openAt);
      if (candle === null) return;
      toldId = lastId;
      channel.publish((unit) => JSON.stringify(fields({ openAt, dueAt, candle }, unit)));
    },
  };
}

function head(name: string, { symbol }: SymbolView, { dueAt }: Window, unit: TimeUnit): Fields {
  return { e: name, E: timeOf(dueAt, unit), s: symbol };
}

function changeFields({ rules }: SymbolView, { candle }: Window): Fields {
  const change = candle.closeTicks - candle.openTicks;
  return {
    p: priceText(rules, change),
    P: ratioText(BigInt(change) * 100n, BigInt(candle.openTicks), 3),
  };
}

function rangeFields({ rules }: SymbolView, { candle }: Window): Fields {
  return {
    o: priceText(rules, candle.openTicks),
    h: priceText(rules, candle.highTicks),
    l: priceText(rules, candle.lowTicks),
  };
}

function volumeFields({ rules }: SymbolView, { candle }: Window): Fields {
  return { v: quantityText(rules, candle.lots), q: quoteText(rules, candle.tickLots) };
}

function spanFields({ openAt, dueAt, candle }: Window, unit: TimeUnit): Fields {
  return {
    O: timeOf(openAt, unit),
    C: timeOf(dueAt, unit),
    F: candle.firstId,
    L: candle.lastId,
    n: candle.count,
  };
}
