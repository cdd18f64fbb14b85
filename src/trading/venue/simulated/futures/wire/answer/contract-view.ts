/** What is traded and by which rules, and what a market looks like, as USD-M answers it. */
import { atomsTextOf } from "../../../../../../core/decimal-atoms.ts";
import type { Level } from "../../../exchange/exchange.ts";
import type { MarketTrade } from "../../../exchange/reports.ts";
import { ratioText } from "../../../wire/answer/numbers.ts";
import type { LimitRule } from "../../../wire/limits/fixed-window.ts";
import type { AggTrade } from "../../../wire/tape/agg-trade.ts";
import type { Candle } from "../../../wire/tape/candle.ts";
import { type ContractRules, MARGIN_ASSET } from "../../exchange/contract-rules.ts";
import { FUTURES_TIMES_IN_FORCE } from "../../exchange/order.ts";
import { ms, priceText, quantityText } from "./text.ts";

type Fields = Readonly<Record<string, unknown>>;

/** When perpetual contracts end, which they do not: 2100-12-25. Milliseconds. */
const NEVER_MS = 4_133_404_800_000;
const EIGHT_HOURS_US = 28_800_000_000;
const PERCENT_PARTS = 10_000n;

export function contractsView(
  contracts: readonly ContractRules[],
  rateLimits: readonly LimitRule[],
  at: number,
): Fields {
  return {
    timezone: "UTC",
    serverTime: ms(at),
    futuresType: "U_MARGINED",
    rateLimits,
    exchangeFilters: [],
    assets: [{ asset: MARGIN_ASSET, marginAvailable: true, autoAssetExchange: 0 }],
    symbols: contracts.map(contractView),
  };
}

function contractView(rules: ContractRules): Fields {
  const isPerpetual = Number.isNaN(rules.deliveryAt);
  return {
    symbol: rules.symbol,
    pair: rules.symbol.replace(/_\d+$/, ""),
    contractType: isPerpetual ? "PERPETUAL" : "CURRENT_QUARTER",
    deliveryDate: isPerpetual ? NEVER_MS : ms(rules.deliveryAt),
    onboardDate: 0,
    status: rules.status === "TRADING" ? "TRADING" : "PENDING_TRADING",
    maintMarginPercent: ratioText(BigInt(rules.maintenanceMillionths), PERCENT_PARTS, 4),
    requiredMarginPercent: ratioText(100n, BigInt(rules.leverageMax), 4),
    baseAsset: rules.base,
    quoteAsset: rules.quote,
    marginAsset: MARGIN_ASSET,
    pricePrecision: rules.pricePlaces,
    quantityPrecision: rules.lot.scale,
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: "COIN",
    underlyingSubType: [],
    settlePlan: 0,
    triggerProtect: "0.0500",
    liquidationFee: "0.000000",
    marketTakeBound: ratioText(BigInt(rules.percentUp) - PERCENT_PARTS, PERCENT_PARTS, 2),
    filters: filtersOf(rules),
    orderTypes: ["LIMIT", "MARKET"],
    timeInForce: FUTURES_TIMES_IN_FORCE,
  };
}

function filtersOf(rules: ContractRules): readonly Fields[] {
  const lots = {
    minQty: quantityText(rules, rules.lotsMin),
    maxQty: quantityText(rules, rules.lotsMax),
    stepSize: quantityText(rules, 1),
  };
  return [
    {
      filterType: "PRICE_FILTER",
      minPrice: priceText(rules, rules.priceTicksMin),
      maxPrice: priceText(rules, rules.priceTicksMax),
      tickSize: priceText(rules, 1),
    },
    { filterType: "LOT_SIZE", ...lots },
    { filterType: "MARKET_LOT_SIZE", ...lots },
    { filterType: "MAX_NUM_ORDERS", limit: rules.ordersMax },
    { filterType: "MAX_NUM_ALGO_ORDERS", limit: 0 },
    { filterType: "MIN_NOTIONAL", notional: atomsTextOf(rules.notionalMin).replace(/\.?0+$/, "") },
    {
      filterType: "PERCENT_PRICE",
      multiplierUp: ratioText(BigInt(rules.percentUp), PERCENT_PARTS, 4),
      multiplierDown: ratioText(BigInt(rules.percentDown), PERCENT_PARTS, 4),
      multiplierDecimal: "4",
    },
  ];
}

export function levelRows(rules: ContractRules, levels: readonly Level[]): readonly string[][] {
  return levels.map(({ priceTicks, lots }) => [
    priceText(rules, priceTicks),
    quantityText(rules, lots),
  ]);
}

export function printView(rules: ContractRules, trade: MarketTrade): Fields {
  const quote = BigInt(trade.priceTicks) * BigInt(trade.lots) * rules.atomsPerTickLot;
  return {
    id: trade.tradeId,
    price: priceText(rules, trade.priceTicks),
    qty: quantityText(rules, trade.lots),
    quoteQty: atomsTextOf(quote),
    time: ms(trade.at),
    isBuyerMaker: trade.makerSide === "BUY",
  };
}

export function aggregateFields(rules: ContractRules, trade: AggTrade): Fields {
  return {
    a: trade.id,
    p: priceText(rules, trade.priceTicks),
    q: quantityText(rules, trade.lots),
    f: trade.firstId,
    l: trade.lastId,
    T: ms(trade.at),
    m: trade.makerSide === "BUY",
  };
}

/** @param closeAt When the next candle begins. */
export function klineRow(
  rules: ContractRules,
  candle: Candle,
  closeAt: number,
): readonly (string | number)[] {
  return [
    ms(candle.openAt),
    ...[candle.openTicks, candle.highTicks, candle.lowTicks, candle.closeTicks].map((ticks) =>
      priceText(rules, ticks),
    ),
    quantityText(rules, candle.lots),
    ms(closeAt) - 1,
    atomsTextOf(candle.tickLots * rules.atomsPerTickLot),
    candle.count,
    quantityText(rules, candle.takerBuyLots),
    atomsTextOf(candle.takerBuyTickLots * rules.atomsPerTickLot),
    "0",
  ];
}

/** A dated contract has no funding: its rate is "", its next time 0. */
export function fundingOf(
  rules: ContractRules,
  at: number,
): { readonly rate: string; readonly nextMs: number } {
  if (!Number.isNaN(rules.deliveryAt)) return { rate: "", nextMs: 0 };
  return { rate: "0.00000000", nextMs: ms((Math.floor(at / EIGHT_HOURS_US) + 1) * EIGHT_HOURS_US) };
}

/** The index here is the mark price. */
export function premiumView(rules: ContractRules, markTicks: number, at: number): Fields {
  const mark = priceText(rules, markTicks);
  const { rate, nextMs } = fundingOf(rules, at);
  return {
    symbol: rules.symbol,
    markPrice: mark,
    indexPrice: mark,
    estimatedSettlePrice: mark,
    lastFundingRate: rate,
    interestRate: rate === "" ? "" : "0.00010000",
    nextFundingTime: nextMs,
    time: ms(at),
  };
}
