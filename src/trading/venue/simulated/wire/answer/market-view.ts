/** What a market looks like: its book, its best prices, its candles and its last day. */
import type { Level } from "../../exchange/exchange.ts";
import type { SymbolRules } from "../../exchange/symbol-rules.ts";
import type { Candle } from "../tape/candle.ts";
import { priceText, quantityText, quoteText, ratioText, type TimeUnit, timeOf } from "./numbers.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Best level of each side; undefined: the side is empty. */
export type BestLevels = { readonly bid: Level | undefined; readonly ask: Level | undefined };

/** Price and quantity of each level. */
export function levelsView(rules: SymbolRules, levels: readonly Level[]): readonly string[][] {
  return levels.map(({ priceTicks, lots }) => [
    priceText(rules, priceTicks),
    quantityText(rules, lots),
  ]);
}

/** An empty side is zero. */
export function bestView(rules: SymbolRules, { bid, ask }: BestLevels): Fields {
  return {
    bidPrice: priceText(rules, bid?.priceTicks ?? 0),
    bidQty: quantityText(rules, bid?.lots ?? 0),
    askPrice: priceText(rules, ask?.priceTicks ?? 0),
    askQty: quantityText(rules, ask?.lots ?? 0),
  };
}

/** @param closeAt When the next candle begins. */
export function candleView(
  rules: SymbolRules,
  candle: Candle,
  closeAt: number,
  unit: TimeUnit,
): readonly (string | number)[] {
  const step = unit === "MICROSECOND" ? 1 : 1_000;
  return [
    timeOf(candle.openAt, unit),
    priceText(rules, candle.openTicks),
    priceText(rules, candle.highTicks),
    priceText(rules, candle.lowTicks),
    priceText(rules, candle.closeTicks),
    quantityText(rules, candle.lots),
    timeOf(closeAt - step, unit),
    quoteText(rules, candle.tickLots),
    candle.count,
    quantityText(rules, candle.takerBuyLots),
    quoteText(rules, candle.takerBuyTickLots),
    "0",
  ];
}

/** Price of all that was traded, by volume, to eight places. */
export function averageText(rules: SymbolRules, { tickLots, lots }: Candle): string {
  return ratioText(tickLots * rules.atomsPerTickLot, BigInt(lots) * rules.atomsPerLot, 8);
}

/** What all tickers of a window begin and end with. */
export type TickerParts = {
  readonly changes: Fields;
  readonly prices: Fields;
  readonly volumes: Fields;
};

/** Returns the statistics of a window. */
export function tickerParts(
  rules: SymbolRules,
  window: Candle,
  { openAt, closeAt, unit }: { openAt: number; closeAt: number; unit: TimeUnit },
): TickerParts {
  const change = window.closeTicks - window.openTicks;
  return {
    changes: {
      priceChange: priceText(rules, change),
      priceChangePercent: ratioText(BigInt(change) * 100n, BigInt(window.openTicks), 3),
      weightedAvgPrice: averageText(rules, window),
    },
    prices: {
      openPrice: priceText(rules, window.openTicks),
      highPrice: priceText(rules, window.highTicks),
      lowPrice: priceText(rules, window.lowTicks),
    },
    volumes: {
      volume: quantityText(rules, window.lots),
      quoteVolume: quoteText(rules, window.tickLots),
      openTime: timeOf(openAt, unit),
      closeTime: timeOf(closeAt, unit),
      firstId: window.firstId,
      lastId: window.lastId,
      count: window.count,
    },
  };
}
