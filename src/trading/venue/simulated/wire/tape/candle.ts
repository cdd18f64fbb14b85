/** Candles: what was traded in an interval. A fold of trades, and of shorter candles. */
import type { MarketTrade } from "../../exchange/reports.ts";

export type Candle = {
  /** When its interval began; wall microseconds. */
  readonly openAt: number;
  readonly openTicks: number;
  readonly highTicks: number;
  readonly lowTicks: number;
  readonly closeTicks: number;
  readonly lots: number;
  /** Sum of price times lots. */
  readonly tickLots: bigint;
  /** Those in which the buyer was the taker. */
  readonly takerBuyLots: number;
  readonly takerBuyTickLots: bigint;
  readonly count: number;
  /** -1 when nothing was traded. */
  readonly firstId: number;
  readonly lastId: number;
};

/** Returns the candle of one trade. */
export function candleOf(trade: MarketTrade, openAt: number): Candle {
  const { tradeId, priceTicks, lots, makerSide } = trade;
  const tickLots = BigInt(priceTicks) * BigInt(lots);
  const isTakerBuy = makerSide === "SELL";
  return {
    openAt,
    openTicks: priceTicks,
    highTicks: priceTicks,
    lowTicks: priceTicks,
    closeTicks: priceTicks,
    lots,
    tickLots,
    takerBuyLots: isTakerBuy ? lots : 0,
    takerBuyTickLots: isTakerBuy ? tickLots : 0n,
    count: 1,
    firstId: tradeId,
    lastId: tradeId,
  };
}

/** The candle of an interval in which nothing was traded: the price stays. */
export function emptyCandle(closeTicks: number, openAt: number): Candle {
  return {
    openAt,
    openTicks: closeTicks,
    highTicks: closeTicks,
    lowTicks: closeTicks,
    closeTicks,
    lots: 0,
    tickLots: 0n,
    takerBuyLots: 0,
    takerBuyTickLots: 0n,
    count: 0,
    firstId: -1,
    lastId: -1,
  };
}

/** Returns one candle of two, `later` being the later; it begins when `earlier` does. */
export function joinCandles(earlier: Candle, later: Candle): Candle {
  if (later.count === 0) return earlier;
  if (earlier.count === 0) return { ...later, openAt: earlier.openAt };
  return {
    openAt: earlier.openAt,
    openTicks: earlier.openTicks,
    highTicks: Math.max(earlier.highTicks, later.highTicks),
    lowTicks: Math.min(earlier.lowTicks, later.lowTicks),
    closeTicks: later.closeTicks,
    lots: earlier.lots + later.lots,
    tickLots: earlier.tickLots + later.tickLots,
    takerBuyLots: earlier.takerBuyLots + later.takerBuyLots,
    takerBuyTickLots: earlier.takerBuyTickLots + later.takerBuyTickLots,
    count: earlier.count + later.count,
    firstId: earlier.firstId,
    lastId: later.lastId,
  };
}
