/** Orders and fills of an account, as USD-M answers them. */
import { atomsTextOf } from "../../../../../../core/decimal-atoms.ts";
import type { FuturesTrade } from "../../account/order-shelf.ts";
import { type ContractRules, MARGIN_ASSET } from "../../exchange/contract-rules.ts";
import type { FuturesOrder } from "../../exchange/order.ts";
import { averageText, ms, priceText, quantityText } from "./text.ts";

type Fields = Readonly<Record<string, unknown>>;

/** How much an answer to a placing says. ACK: what was before it was matched. */
export type FuturesResponseType = "ACK" | "RESULT";

/** The answer to a query. */
export function queriedView(rules: ContractRules, order: FuturesOrder): Fields {
  return { ...commonFields(rules, order), time: ms(order.createdAt), ...endFields(order) };
}

/** The answer to whatever changes an order. */
export function changedView(rules: ContractRules, order: FuturesOrder): Fields {
  return {
    ...commonFields(rules, order),
    cumQty: quantityText(rules, order.executedLots),
    ...endFields(order),
  };
}

/** The answer to a placing. */
export function placedFuturesView(
  rules: ContractRules,
  order: FuturesOrder,
  type: FuturesResponseType,
): Fields {
  if (type === "RESULT") return changedView(rules, order);
  return changedView(rules, { ...order, status: "NEW", executedLots: 0, executedQuote: 0n });
}

/** The answer to a modification. */
export function modifiedView(rules: ContractRules, order: FuturesOrder): Fields {
  return { ...changedView(rules, order), pair: rules.symbol };
}

export function userTradeView(rules: ContractRules, trade: FuturesTrade): Fields {
  const { order, priceTicks, lots } = trade;
  return {
    symbol: order.symbol,
    id: trade.tradeId,
    orderId: order.orderId,
    side: order.side,
    price: priceText(rules, priceTicks),
    qty: quantityText(rules, lots),
    realizedPnl: atomsTextOf(trade.realized),
    quoteQty: atomsTextOf(BigInt(priceTicks) * BigInt(lots) * rules.atomsPerTickLot),
    commission: atomsTextOf(trade.fee),
    commissionAsset: MARGIN_ASSET,
    time: ms(trade.at),
    positionSide: "BOTH",
    buyer: order.side === "BUY",
    maker: trade.isMaker,
  };
}

function commonFields(rules: ContractRules, order: FuturesOrder): Fields {
  return {
    orderId: order.orderId,
    symbol: order.symbol,
    status: order.status,
    clientOrderId: order.clientOrderId,
    price: priceText(rules, order.priceTicks),
    avgPrice: averageText(rules, order.executedQuote, order.executedLots),
    origQty: quantityText(rules, order.lots),
    executedQty: quantityText(rules, order.executedLots),
    cumQuote: atomsTextOf(order.executedQuote),
    timeInForce: order.timeInForce,
    type: order.type,
    reduceOnly: order.isReduceOnly,
    closePosition: false,
    side: order.side,
    positionSide: "BOTH",
    stopPrice: "0",
    workingType: "CONTRACT_PRICE",
    priceProtect: false,
    origType: order.type,
    priceMatch: "NONE",
    selfTradePreventionMode: order.stp,
    goodTillDate: 0,
  };
}

function endFields(order: FuturesOrder): Fields {
  return { updateTime: ms(order.updatedAt) };
}
