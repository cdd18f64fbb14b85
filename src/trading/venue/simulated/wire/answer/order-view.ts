/** An order in each of the venue's shapes. What is only there for some orders is left out of the others. */
import { atomsTextOf } from "../../../../../core/decimal-atoms.ts";
import type { ExchangeOrder, OrderFill } from "../../exchange/order.ts";
import type { SymbolRules } from "../../exchange/symbol-rules.ts";
import { priceText, quantityText, type TimeUnit, timeOf } from "./numbers.ts";

/** Of an order that is in no list, which all are here. */
const NO_LIST = -1;

/** How much an answer to a placing says. */
export type ResponseType = "ACK" | "RESULT" | "FULL";

type Fields = Readonly<Record<string, unknown>>;

/** The answer to a placing. */
export function placedView(
  rules: SymbolRules,
  order: ExchangeOrder,
  { type, unit }: { readonly type: ResponseType; readonly unit: TimeUnit },
): Fields {
  const ack = {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: NO_LIST,
    clientOrderId: order.clientOrderId,
    transactTime: timeOf(order.createdAt, unit),
  };
  if (type === "ACK") return ack;
  const result = {
    ...ack,
    ...stateFields(rules, order),
    ...(order.workingAt < 0 ? {} : { workingTime: timeOf(order.workingAt, unit) }),
    ...conditionalFields(rules, order),
    selfTradePreventionMode: order.stp,
  };
  if (type === "RESULT") return result;
  return { ...result, fills: order.fills.map((fill) => fillView(rules, fill)) };
}

/** The answer to a query. */
export function orderView(order: ExchangeOrder, unit: TimeUnit): Fields {
  const { rules } = order;
  return {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: NO_LIST,
    clientOrderId: order.clientOrderId,
    ...stateFields(rules, order),
    stopPrice: priceText(rules, order.stopTicks),
    icebergQty: quantityText(rules, order.icebergLots),
    time: timeOf(order.createdAt, unit),
    updateTime: timeOf(order.updatedAt, unit),
    isWorking: order.workingAt >= 0,
    workingTime: timeOf(order.workingAt, unit),
    ...preventionFields(rules, order),
    selfTradePreventionMode: order.stp,
  };
}

/** The answer to a cancel, which has an id of its own. */
export function cancelledView(
  rules: SymbolRules,
  order: ExchangeOrder,
  clientOrderId: string,
  unit: TimeUnit,
): Fields {
  return {
    symbol: order.symbol,
    origClientOrderId: order.clientOrderId,
    orderId: order.orderId,
    orderListId: NO_LIST,
    clientOrderId,
    transactTime: timeOf(order.updatedAt, unit),
    ...stateFields(rules, order),
    ...conditionalFields(rules, order),
    selfTradePreventionMode: order.stp,
  };
}

/** What an amendment left, in the words that only amendments have. */
export function amendedView(
  rules: SymbolRules,
  order: ExchangeOrder,
  {
    origClientOrderId,
    clientOrderId,
    unit,
  }: {
    readonly origClientOrderId: string;
    readonly clientOrderId: string;
    readonly unit: TimeUnit;
  },
): Fields {
  return {
    symbol: order.symbol,
    orderId: order.orderId,
    orderListId: NO_LIST,
    origClientOrderId,
    clientOrderId,
    price: priceText(rules, order.priceTicks),
    qty: quantityText(rules, order.lots),
    executedQty: quantityText(rules, order.executedLots),
    preventedQty: quantityText(rules, order.preventedLots),
    quoteOrderQty: atomsTextOf(order.quoteAtoms ?? 0n),
    cumulativeQuoteQty: atomsTextOf(order.executedQuote),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
    workingTime: timeOf(order.workingAt, unit),
    selfTradePreventionMode: order.stp,
  };
}

function stateFields(rules: SymbolRules, order: ExchangeOrder): Fields {
  return {
    price: priceText(rules, order.type.includes("LIMIT") ? order.priceTicks : 0),
    origQty: quantityText(rules, order.lots),
    executedQty: quantityText(rules, order.executedLots),
    origQuoteOrderQty: atomsTextOf(order.quoteAtoms ?? 0n),
    cummulativeQuoteQty: atomsTextOf(order.executedQuote),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
  };
}

function conditionalFields(rules: SymbolRules, order: ExchangeOrder): Fields {
  return {
    ...(order.stopTicks > 0 ? { stopPrice: priceText(rules, order.stopTicks) } : {}),
    ...(order.icebergLots > 0 ? { icebergQty: quantityText(rules, order.icebergLots) } : {}),
    ...preventionFields(rules, order),
  };
}

function preventionFields(rules: SymbolRules, order: ExchangeOrder): Fields {
  if (order.preventedLots === 0) return {};
  return {
    preventedMatchId: order.preventedMatchId,
    preventedQuantity: quantityText(rules, order.preventedLots),
  };
}

function fillView(rules: SymbolRules, fill: OrderFill): Fields {
  return {
    price: priceText(rules, fill.priceTicks),
    qty: quantityText(rules, fill.lots),
    commission: atomsTextOf(fill.fee),
    commissionAsset: fill.feeAsset,
    tradeId: fill.tradeId,
  };
}
