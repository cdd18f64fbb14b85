/** Which endpoint answers which method of the WebSocket API; those of the session are the connection's. */
import type { Endpoint } from "../call/endpoint.ts";
import { ACCOUNT_ENDPOINTS } from "../endpoints/account.ts";
import { CHANGE_ENDPOINTS } from "../endpoints/change.ts";
import { GENERAL_ENDPOINTS } from "../endpoints/general.ts";
import { MARKET_ENDPOINTS } from "../endpoints/market.ts";
import { ORDER_QUERY_ENDPOINTS } from "../endpoints/order-queries.ts";
import { PLACE_ENDPOINTS } from "../endpoints/place.ts";
import { TICKER_ENDPOINTS } from "../endpoints/tickers.ts";

/** By method, without a version. */
export const API_METHODS: ReadonlyMap<string, Endpoint> = new Map([
  ["ping", GENERAL_ENDPOINTS.ping],
  ["time", GENERAL_ENDPOINTS.time],
  ["exchangeInfo", GENERAL_ENDPOINTS.exchangeInfo],
  ["depth", MARKET_ENDPOINTS.depth],
  ["trades.recent", MARKET_ENDPOINTS.trades],
  ["trades.historical", MARKET_ENDPOINTS.historicalTrades],
  ["trades.aggregate", MARKET_ENDPOINTS.aggTrades],
  ["klines", MARKET_ENDPOINTS.klines],
  ["uiKlines", MARKET_ENDPOINTS.uiKlines],
  ["avgPrice", MARKET_ENDPOINTS.avgPrice],
  ["ticker", TICKER_ENDPOINTS.rolling],
  ["ticker.24hr", TICKER_ENDPOINTS.day],
  ["ticker.tradingDay", TICKER_ENDPOINTS.tradingDay],
  ["ticker.price", TICKER_ENDPOINTS.price],
  ["ticker.book", TICKER_ENDPOINTS.book],
  ["order.place", PLACE_ENDPOINTS.place],
  ["order.test", PLACE_ENDPOINTS.test],
  ["order.cancelReplace", PLACE_ENDPOINTS.replace],
  ["order.cancel", CHANGE_ENDPOINTS.cancel],
  ["order.amend.keepPriority", CHANGE_ENDPOINTS.amend],
  ["order.amendments", CHANGE_ENDPOINTS.amendments],
  ["order.status", ORDER_QUERY_ENDPOINTS.status],
  ["openOrders.status", ORDER_QUERY_ENDPOINTS.open],
  ["openOrders.cancelAll", CHANGE_ENDPOINTS.cancelAll],
  ["allOrders", ORDER_QUERY_ENDPOINTS.all],
  ["myTrades", ORDER_QUERY_ENDPOINTS.trades],
  ["myPreventedMatches", ORDER_QUERY_ENDPOINTS.prevented],
  ["account.status", ACCOUNT_ENDPOINTS.account],
  ["account.commission", ACCOUNT_ENDPOINTS.commission],
  ["account.rateLimits.orders", ACCOUNT_ENDPOINTS.orderLimits],
]);
