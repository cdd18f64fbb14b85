/** What is traded and by which rules, as `exchangeInfo` tells it: each symbol with all of its filters. */
import { atomsTextOf } from "../../../../../core/decimal-atoms.ts";
import type { SymbolRules } from "../../exchange/symbol-rules.ts";
import { ORDER_TYPES, STP_MODES } from "../../exchange/words.ts";
import type { LimitRule } from "../limits/fixed-window.ts";
import { priceText, quantityText, ratioText, type TimeUnit, timeOf } from "./numbers.ts";

type Fields = Readonly<Record<string, unknown>>;

const PERMISSIONS = ["SPOT"] as const;
const PRECISION = 8;
const TEN_THOUSAND = 10_000n;

export function exchangeInfoView(
  symbols: readonly SymbolRules[],
  rateLimits: readonly LimitRule[],
  { at, unit }: { readonly at: number; readonly unit: TimeUnit },
): Fields {
  return {
    timezone: "UTC",
    serverTime: timeOf(at, unit),
    rateLimits,
    exchangeFilters: [],
    symbols: symbols.map(symbolView),
  };
}

function symbolView(rules: SymbolRules): Fields {
  return {
    symbol: rules.symbol,
    status: rules.status,
    baseAsset: rules.base,
    baseAssetPrecision: PRECISION,
    quoteAsset: rules.quote,
    quotePrecision: PRECISION,
    quoteAssetPrecision: PRECISION,
    baseCommissionPrecision: PRECISION,
    quoteCommissionPrecision: PRECISION,
    orderTypes: ORDER_TYPES,
    icebergAllowed: true,
    ocoAllowed: false,
    otoAllowed: false,
    opoAllowed: false,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: false,
    cancelReplaceAllowed: true,
    amendAllowed: true,
    pegInstructionsAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: filtersView(rules),
    permissions: [],
    permissionSets: [PERMISSIONS],
    defaultSelfTradePreventionMode: "NONE",
    allowedSelfTradePreventionModes: STP_MODES,
  };
}

function filtersView(rules: SymbolRules): readonly Fields[] {
  const up = ratioText(BigInt(rules.percentUp), TEN_THOUSAND, 4);
  const down = ratioText(BigInt(rules.percentDown), TEN_THOUSAND, 4);
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
    { filterType: "ICEBERG_PARTS", limit: rules.icebergPartsMax },
    { filterType: "MARKET_LOT_SIZE", ...lots },
    {
      filterType: "PERCENT_PRICE_BY_SIDE",
      bidMultiplierUp: up,
      bidMultiplierDown: down,
      askMultiplierUp: up,
      askMultiplierDown: down,
      avgPriceMins: 0,
    },
    {
      filterType: "NOTIONAL",
      minNotional: atomsTextOf(rules.notionalMin),
      applyMinToMarket: true,
      maxNotional: atomsTextOf(rules.notionalMax),
      applyMaxToMarket: true,
      avgPriceMins: 0,
    },
    { filterType: "MAX_NUM_ORDERS", maxNumOrders: rules.ordersMax },
    { filterType: "MAX_NUM_ALGO_ORDERS", maxNumAlgoOrders: rules.stopsMax },
  ];
}
