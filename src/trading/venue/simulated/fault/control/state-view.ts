/** The exchange's own books as the control API shows them: what a test holds a desk's books against. */
import { textOf } from "../../../../../core/decimal.ts";
import { atomsTextOf } from "../../../../../core/decimal-atoms.ts";
import type { Exchange } from "../../exchange/exchange.ts";
import type { ExchangeOrder } from "../../exchange/order.ts";
import type { SymbolRules } from "../../exchange/symbol-rules.ts";

/** Every account with its balances, open orders and trades, in decimal text. */
export function stateView(
  exchange: Exchange,
  accounts: readonly { readonly number: number; readonly name: string }[],
) {
  const symbols = [...exchange.symbols.values()];
  return {
    symbols: symbols.map(({ symbol, status, tick, lot }) => ({
      symbol,
      status,
      tick: textOf(1, tick),
      lot: textOf(1, lot),
    })),
    accounts: accounts.map(({ number, name }) => ({
      account: number,
      name,
      balances: exchange.balances(number).map(({ asset, free, locked }) => ({
        asset,
        free: atomsTextOf(free),
        locked: atomsTextOf(locked),
      })),
      openOrders: symbols.flatMap((rules) =>
        exchange.openOrders(number, rules.symbol).map((order) => orderView(order)),
      ),
      trades: symbols.flatMap((rules) => tradesView(exchange, rules, number)),
    })),
  };
}

function orderView(order: ExchangeOrder) {
  const { tick, lot } = order.rules;
  const { symbol, orderId, clientOrderId, side, type, status, priceTicks, lots } = order;
  return {
    symbol,
    orderId,
    clientOrderId,
    side,
    type,
    status,
    price: textOf(priceTicks || 0, tick),
    quantity: textOf(lots, lot),
    executed: textOf(order.executedLots, lot),
  };
}

function tradesView(exchange: Exchange, { symbol }: SymbolRules, account: number) {
  return exchange.accountTrades(account, symbol).map((trade) => ({
    symbol,
    tradeId: trade.tradeId,
    orderId: trade.order.orderId,
    clientOrderId: trade.order.clientOrderId,
    side: trade.order.side,
    price: textOf(trade.priceTicks, trade.order.rules.tick),
    quantity: textOf(trade.lots, trade.order.rules.lot),
    fee: atomsTextOf(trade.fee),
    feeAsset: trade.feeAsset,
    isMaker: trade.isMaker,
    at: trade.at,
  }));
}
