/** Which endpoint answers which method and path of USD-M's REST. */
import type { FuturesEndpoint } from "./endpoints/contract-call.ts";
import { FUTURES_ORDER_ENDPOINTS as ORDERS } from "./endpoints/futures-orders.ts";
import { PUBLIC_ENDPOINTS as PUBLIC } from "./endpoints/public-market.ts";
import { USER_DATA_ENDPOINTS as OWN } from "./endpoints/user-data.ts";

/** By method and path. */
export const FUTURES_ROUTES: ReadonlyMap<string, FuturesEndpoint> = new Map([
  ["GET /fapi/v1/ping", PUBLIC.ping],
  ["GET /fapi/v1/time", PUBLIC.time],
  ["GET /fapi/v1/exchangeInfo", PUBLIC.exchangeInfo],
  ["GET /fapi/v1/depth", PUBLIC.depth],
  ["GET /fapi/v1/trades", PUBLIC.trades],
  ["GET /fapi/v1/historicalTrades", PUBLIC.historicalTrades],
  ["GET /fapi/v1/aggTrades", PUBLIC.aggTrades],
  ["GET /fapi/v1/klines", PUBLIC.klines],
  ["GET /fapi/v1/ticker/bookTicker", PUBLIC.bookTicker],
  ["GET /fapi/v1/ticker/price", PUBLIC.price],
  ["GET /fapi/v2/ticker/price", PUBLIC.price],
  ["GET /fapi/v1/ticker/24hr", PUBLIC.day],
  ["GET /fapi/v1/premiumIndex", PUBLIC.premiumIndex],
  ["GET /fapi/v1/openInterest", PUBLIC.openInterest],
  ["POST /fapi/v1/order", ORDERS.place],
  ["PUT /fapi/v1/order", ORDERS.modify],
  ["DELETE /fapi/v1/order", ORDERS.cancel],
  ["DELETE /fapi/v1/allOpenOrders", ORDERS.cancelAll],
  ["POST /fapi/v1/countdownCancelAll", ORDERS.countdown],
  ["POST /fapi/v1/leverage", ORDERS.leverage],
  ["GET /fapi/v1/order", OWN.order],
  ["GET /fapi/v1/openOrder", OWN.openOrder],
  ["GET /fapi/v1/openOrders", OWN.openOrders],
  ["GET /fapi/v1/allOrders", OWN.allOrders],
  ["GET /fapi/v1/userTrades", OWN.userTrades],
  ["GET /fapi/v2/account", OWN.accountV2],
  ["GET /fapi/v3/account", OWN.accountV3],
  ["GET /fapi/v2/balance", OWN.balance],
  ["GET /fapi/v3/balance", OWN.balance],
  ["GET /fapi/v2/positionRisk", OWN.positionRiskV2],
  ["GET /fapi/v3/positionRisk", OWN.positionRiskV3],
  ["GET /fapi/v1/commissionRate", OWN.commissionRate],
  ["GET /fapi/v1/leverageBracket", OWN.brackets],
  ["GET /fapi/v1/positionSide/dual", OWN.positionMode],
  ["GET /fapi/v1/rateLimit/order", OWN.orderLimits],
  ["POST /fapi/v1/listenKey", OWN.keyOpen],
  ["PUT /fapi/v1/listenKey", OWN.keyKeep],
  ["DELETE /fapi/v1/listenKey", OWN.keyClose],
]);
