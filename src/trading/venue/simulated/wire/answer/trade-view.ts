/** Trades: the market's, aggregated ones, an account's own, and those that were prevented. */
import { atomsTextOf } from "../../../../../core/decimal-atoms.ts";
import type { AccountTrade } from "../../exchange/ledger/account.ts";
import type { PreventedMatch } from "../../exchange/order.ts";
import type { MarketTrade } from "../../exchange/reports.ts";
import type { SymbolRules } from "../../exchange/symbol-rules.ts";
import type { AggTrade } from "../tape/agg-trade.ts";
import { priceText, quantityText, quoteText, type TimeUnit, timeOf } from "./numbers.ts";

type Fields = Readonly<Record<string, unknown>>;

export function marketTradeView(rules: SymbolRules, trade: MarketTrade, unit: TimeUnit): Fields {
  return {
    id: trade.tradeId,
    price: priceText(rules, trade.priceTicks),
    qty: quantityText(rules, trade.lots),
    quoteQty: quoteText(rules, BigInt(trade.priceTicks) * BigInt(trade.lots)),
    time: timeOf(trade.at, unit),
    isBuyerMaker: trade.makerSide === "BUY",
    isBestMatch: true,
  };
}

export function aggTradeView(rules: SymbolRules, trade: AggTrade, unit: TimeUnit): Fields {
  return {
    a: trade.id,
    p: priceText(rules, trade.priceTicks),
    q: quantityText(rules, trade.lots),
    f: trade.firstId,
    l: trade.lastId,
    T: timeOf(trade.at, unit),
    m: trade.makerSide === "BUY",
    M: true,
  };
}

export function accountTradeView(trade: AccountTrade, unit: TimeUnit): Fields {
  const { rules } = trade.order;
  return {
    symbol: trade.order.symbol,
    id: trade.tradeId,
    orderId: trade.order.orderId,
    orderListId: -1,
    price: priceText(rules, trade.priceTicks),
    qty: quantityText(rules, trade.lots),
    quoteQty: quoteText(rules, BigInt(trade.priceTicks) * BigInt(trade.lots)),
    commission: atomsTextOf(trade.fee),
    commissionAsset: trade.feeAsset,
    time: timeOf(trade.at, unit),
    isBuyer: trade.order.side === "BUY",
    isMaker: trade.isMaker,
    isBestMatch: true,
  };
}

export function preventedMatchView(
  rules: SymbolRules,
  match: PreventedMatch,
  unit: TimeUnit,
): Fields {
  return {
    symbol: match.symbol,
    preventedMatchId: match.matchId,
    takerOrderId: match.takerOrderId,
    makerSymbol: match.symbol,
    makerOrderId: match.makerOrderId,
    tradeGroupId: match.tradeGroup,
    selfTradePreventionMode: match.mode,
    price: priceText(rules, match.priceTicks),
    ...(match.makerLots > 0
      ? { makerPreventedQuantity: quantityText(rules, match.makerLots) }
      : {}),
    ...(match.takerLots > 0
      ? { takerPreventedQuantity: quantityText(rules, match.takerLots) }
      : {}),
    transactTime: timeOf(match.at, unit),
  };
}
