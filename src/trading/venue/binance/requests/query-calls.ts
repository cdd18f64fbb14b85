/** Calls that only ask: orders, trades, the account, the venue's clock; and those that begin a session. */
import { assert } from "../../../../core/assert.ts";
import type { Instrument } from "../../../market/instrument.ts";
import { venueSymbolOf } from "../endpoints.ts";
import { checkedClientId, type OrderName } from "./order-calls.ts";
import { callOf, type VenueCall } from "./venue-call.ts";

/** Most orders or trades of one page. */
export const PAGE_MAX = 1_000;

const WEIGHT_OF_ALL_SYMBOLS = 80;
const WEIGHT_OF_ONE_ORDER = 5;
const DIGITS = /^\d{1,20}$/;

type Traded = Pick<Instrument, "base" | "quote">;

/** One order by our id, open or not. */
export function orderStatusCall({ instrument, id }: OrderName): VenueCall {
  return callOf("order.status", "QUERY", {
    symbol: venueSymbolOf(instrument),
    origClientOrderId: checkedClientId(id),
  });
}

/** All open orders of an instrument, or, with null, of the account. The venue has no pages here. */
export function openOrdersCall(instrument: Traded | null): VenueCall {
  if (instrument === null) return callOf("openOrders.status", "QUERY", {}, WEIGHT_OF_ALL_SYMBOLS);
  return callOf("openOrders.status", "QUERY", { symbol: venueSymbolOf(instrument) });
}

/** One page of an instrument's orders, oldest first, from a venue order id on; null: the newest. */
export function allOrdersCall(
  instrument: Traded,
  fromVenueOrderId: string | null,
  limit = PAGE_MAX,
): VenueCall {
  return callOf("allOrders", "QUERY", {
    symbol: venueSymbolOf(instrument),
    ...(fromVenueOrderId === null ? {} : { orderId: checkedDigits(fromVenueOrderId) }),
    limit: `${limit}`,
  });
}

/** Which trades are asked for: from a trade id on, since a time, or of one order of the venue. */
export type TradesFrom =
  | { readonly kind: "TRADE_ID"; readonly tradeId: string }
  | { readonly kind: "TIME"; readonly sinceMs: number }
  | { readonly kind: "ORDER"; readonly venueOrderId: string };

/** One page of an instrument's trades, oldest first. */
export function myTradesCall(instrument: Traded, from: TradesFrom, limit = PAGE_MAX): VenueCall {
  const symbol = venueSymbolOf(instrument);
  const page = { limit: `${limit}` };
  if (from.kind === "TRADE_ID") {
    return callOf("myTrades", "QUERY", { symbol, fromId: checkedDigits(from.tradeId), ...page });
  }
  if (from.kind === "TIME") {
    assert(
      Number.isSafeInteger(from.sinceMs),
      `a time is whole milliseconds: found ${from.sinceMs}`,
    );
    return callOf("myTrades", "QUERY", { symbol, startTime: `${from.sinceMs}`, ...page });
  }
  const params = { symbol, orderId: checkedDigits(from.venueOrderId), ...page };
  return callOf("myTrades", "QUERY", params, WEIGHT_OF_ONE_ORDER);
}

/** Balances; those of zero left out. */
export function accountCall(): VenueCall {
  return callOf("account.status", "QUERY", { omitZeroBalances: "true" });
}

/** How much of the limits of unfilled orders is used. */
export function orderLimitsCall(): VenueCall {
  return callOf("account.rateLimits.orders", "QUERY", {});
}

/** What the key may do. REST only. */
export function keyPermissionsCall(): VenueCall {
  return callOf("apiRestrictions", "QUERY", {});
}

/** The venue's clock. */
export function timeCall(): VenueCall {
  return callOf("time", "QUERY", {});
}

/** Rules of instruments: steps, filters, limits. */
export function exchangeInfoCall(instruments: readonly Traded[]): VenueCall {
  const symbols = instruments.map((instrument) => `"${venueSymbolOf(instrument)}"`);
  return callOf("exchangeInfo", "QUERY", { symbols: `[${symbols.join(",")}]` });
}

/** Logs a connection of the WebSocket API on: only with an Ed25519 key. Before it nothing else works. */
export function logonCall(): VenueCall {
  return callOf("session.logon", "QUERY", {});
}

/** Asks for private events on this connection: in a session that is logged on, or else signed. */
export function subscribeCall(isLoggedOn: boolean): VenueCall {
  return callOf(
    isLoggedOn ? "userDataStream.subscribe" : "userDataStream.subscribe.signature",
    "QUERY",
    {},
  );
}

function checkedDigits(id: string): string {
  assert(DIGITS.test(id), `an id of the venue is digits: found ${id}`);
  return id;
}
