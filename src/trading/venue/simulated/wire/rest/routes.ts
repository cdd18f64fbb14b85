/** Which endpoint answers which method and path of REST. */
import type { Endpoint } from "../call/endpoint.ts";
import { ACCOUNT_ENDPOINTS } from "../endpoints/account.ts";
import { CHANGE_ENDPOINTS } from "../endpoints/change.ts";
import { GENERAL_ENDPOINTS } from "../endpoints/general.ts";
import { MARKET_ENDPOINTS } from "../endpoints/market.ts";
import { NEIGHBOUR_ENDPOINTS } from "../endpoints/neighbour.ts";
import { ORDER_QUERY_ENDPOINTS } from "../endpoints/order-queries.ts";
import { PLACE_ENDPOINTS } from "../endpoints/place.ts";
import { TICKER_ENDPOINTS } from "../endpoints/tickers.ts";

/** By method and path. */
export const REST_ROUTES: ReadonlyMap<string, Endpoint> = new Map([
  ["GET /api/v3/ping", GENERAL_ENDPOINTS.ping],
  ["GET /api/v3/time", GENERAL_ENDPOINTS.time],
  ["GET /api/v3/exchangeInfo", GENERAL_ENDPOINTS.exchangeInfo],
  ["GET /api/v3/depth", MARKET_ENDPOINTS.depth],
  ["GET /api/v3/trades", MARKET_ENDPOINTS.trades],
  ["GET /api/v3/historicalTrades", MARKET_ENDPOINTS.historicalTrades],
  ["GET /api/v3/aggTrades", MARKET_ENDPOINTS.aggTrades],
  ["GET /api/v3/klines", MARKET_ENDPOINTS.klines],
  ["GET /api/v3/uiKlines", MARKET_ENDPOINTS.uiKlines],
  ["GET /api/v3/avgPrice", MARKET_ENDPOINTS.avgPrice],
  ["GET /api/v3/ticker", TICKER_ENDPOINTS.rolling],
  ["GET /api/v3/ticker/24hr", TICKER_ENDPOINTS.day],
  ["GET /api/v3/ticker/tradingDay", TICKER_ENDPOINTS.tradingDay],
  ["GET /api/v3/ticker/price", TICKER_ENDPOINTS.price],
  ["GET /api/v3/ticker/bookTicker", TICKER_ENDPOINTS.book],
  ["POST /api/v3/order", PLACE_ENDPOINTS.place],
  ["POST /api/v3/order/test", PLACE_ENDPOINTS.test],
  ["POST /api/v3/order/cancelReplace", PLACE_ENDPOINTS.replace],
  ["GET /api/v3/order", ORDER_QUERY_ENDPOINTS.status],
  ["DELETE /api/v3/order", CHANGE_ENDPOINTS.cancel],
  ["PUT /api/v3/order/amend/keepPriority", CHANGE_ENDPOINTS.amend],
  ["GET /api/v3/order/amendments", CHANGE_ENDPOINTS.amendments],
  ["GET /api/v3/openOrders", ORDER_QUERY_ENDPOINTS.open],
  ["DELETE /api/v3/openOrders", CHANGE_ENDPOINTS.cancelAll],
  ["GET /api/v3/allOrders", ORDER_QUERY_ENDPOINTS.all],
  ["GET /api/v3/myTrades", ORDER_QUERY_ENDPOINTS.trades],
  ["GET /api/v3/myPreventedMatches", ORDER_QUERY_ENDPOINTS.prevented],
  ["GET /api/v3/account", ACCOUNT_ENDPOINTS.account],
  ["GET /api/v3/account/commission", ACCOUNT_ENDPOINTS.commission],
  ["GET /api/v3/rateLimit/order", ACCOUNT_ENDPOINTS.orderLimits],
  ["GET /sapi/v1/account/apiRestrictions", ACCOUNT_ENDPOINTS.restrictions],
  ["GET /sapi/v1/capital/config/getall", NEIGHBOUR_ENDPOINTS.coins],
  ["GET /sapi/v1/margin/allPairs", NEIGHBOUR_ENDPOINTS.marginPairs],
  ["GET /sapi/v1/margin/isolated/allPairs", NEIGHBOUR_ENDPOINTS.marginPairs],
  ["GET /fapi/v1/exchangeInfo", NEIGHBOUR_ENDPOINTS.futures],
  ["GET /dapi/v1/exchangeInfo", NEIGHBOUR_ENDPOINTS.futures],
]);
