/**
 * Calls that change orders, from our own words: ticks and lots of an instrument, and our order id,
 * which is the client order id that the venue is given.
 */
import { assert } from "../../../../core/assert.ts";
import {
  type Instrument,
  priceTextOf,
  quantityTextOf,
  type Side,
} from "../../../market/instrument.ts";
import { venueSymbolOf } from "../endpoints.ts";
import { type CallParams, callOf, type VenueCall } from "./venue-call.ts";

/** What happens to an order that would meet one of the same account. */
export type SelfTradeMode = "EXPIRE_TAKER" | "EXPIRE_MAKER" | "EXPIRE_BOTH" | "DECREMENT";

/** How an order may be filled. POST_ONLY never takes; a market order has no price. */
export type OrderStyle = "GTC" | "IOC" | "FOK" | "POST_ONLY" | "MARKET";

/** An order to be placed. */
export type OrderTicket = {
  readonly instrument: Instrument;
  /** Our order id. */
  readonly id: string;
  readonly side: Side;
  /** Positive integer; not looked at when the style is MARKET. */
  readonly priceTicks: number;
  /** Positive integer. */
  readonly lots: number;
  /** GTC by default. */
  readonly style?: OrderStyle;
  /** EXPIRE_TAKER by default: what works already is not lost by what comes. */
  readonly selfTrade?: SelfTradeMode;
  /** It brings a position nearer to zero: it goes before orders that do not. False by default. */
  readonly reduces?: boolean;
};

/** An order at the venue, as a cancel or a query names it. */
export type OrderName = {
  readonly instrument: Pick<Instrument, "base" | "quote">;
  /** Our order id. */
  readonly id: string;
};

/** STOP_ON_FAILURE: no new order when the old one could not be cancelled. */
export type ReplaceMode = "STOP_ON_FAILURE" | "ALLOW_FAILURE";

/** One order in the place of another. */
export type ReplaceTicket = OrderTicket & {
  /** The id of the order that goes. */
  readonly oldId: string;
  readonly mode: ReplaceMode;
};

/** @throws {AssertionError} When price or lots are no positive integers, or the id is no id. */
export function placeCall(ticket: OrderTicket): VenueCall {
  return callOf("order.place", classOf(ticket), ticketParams(ticket));
}

/** Cancels one order by our id. */
export function cancelCall({ instrument, id }: OrderName): VenueCall {
  return callOf("order.cancel", "CANCEL", {
    symbol: venueSymbolOf(instrument),
    origClientOrderId: checkedClientId(id),
  });
}

/** Cancels whatever is open on an instrument, also what is not ours. */
export function cancelAllCall(instrument: Pick<Instrument, "base" | "quote">): VenueCall {
  return callOf("openOrders.cancelAll", "CANCEL", { symbol: venueSymbolOf(instrument) });
}

/** @throws {AssertionError} As `placeCall`. */
export function replaceCall(ticket: ReplaceTicket): VenueCall {
  const { symbol = "", ...rest } = ticketParams(ticket);
  return callOf("order.cancelReplace", classOf(ticket), {
    symbol,
    cancelReplaceMode: ticket.mode,
    cancelOrigClientOrderId: checkedClientId(ticket.oldId),
    ...rest,
  });
}

/**
 * Lessens an order to `lots` in all, what is filled included, and keeps its place in the queue. The
 * order keeps its id.
 */
export function amendCall(
  { instrument, id }: { readonly instrument: Instrument; readonly id: string },
  lots: number,
): VenueCall {
  return callOf("order.amend.keepPriority", "REDUCE", {
    symbol: venueSymbolOf(instrument),
    origClientOrderId: checkedClientId(id),
    newClientOrderId: id,
    newQty: quantityTextOf(instrument, checkedPositive("lots", lots)),
  });
}

function ticketParams(ticket: OrderTicket): CallParams {
  const { instrument, id, side, priceTicks, lots, style = "GTC" } = ticket;
  const isMarket = style === "MARKET";
  return {
    symbol: venueSymbolOf(instrument),
    side,
    ...typeParams(style),
    quantity: quantityTextOf(instrument, checkedPositive("lots", lots)),
    ...(isMarket
      ? {}
      : { price: priceTextOf(instrument, checkedPositive("priceTicks", priceTicks)) }),
    newClientOrderId: checkedClientId(id),
    newOrderRespType: "FULL",
    selfTradePreventionMode: ticket.selfTrade ?? "EXPIRE_TAKER",
  };
}

function typeParams(style: OrderStyle): CallParams {
  if (style === "MARKET") return { type: "MARKET" };
  if (style === "POST_ONLY") return { type: "LIMIT_MAKER" };
  return { type: "LIMIT", timeInForce: style };
}

function classOf({ reduces = false }: OrderTicket): "REDUCE" | "NEW" {
  return reduces ? "REDUCE" : "NEW";
}

/** What the venue takes as a client order id. */
const CLIENT_ID = /^[a-zA-Z0-9-_]{1,36}$/;

/** @throws {AssertionError} When it is no id that the venue takes. */
export function checkedClientId(id: string): string {
  assert(
    CLIENT_ID.test(id),
    `a client order id has 1 to 36 letters and digits: found ${JSON.stringify(id)}`,
  );
  return id;
}

function checkedPositive(name: string, value: number): number {
  assert(
    Number.isSafeInteger(value) && value > 0,
    `${name} of an order are a positive integer: current value is ${value}`,
  );
  return value;
}
