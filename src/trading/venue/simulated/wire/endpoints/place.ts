/** Endpoints that place orders: for real, as a test, and in the place of another. */
import { failWith, type Result, succeed } from "../../../../../core/result.ts";
import type { Replaced } from "../../exchange/exchange.ts";
import type { CancelRequest, ExchangeOrder } from "../../exchange/order.ts";
import type { SymbolRules } from "../../exchange/symbol-rules.ts";
import type { Refusal } from "../../exchange/words.ts";
import { testCommissionView } from "../answer/account-view.ts";
import { cancelledView, placedView } from "../answer/order-view.ts";
import { type Call, type Endpoint, errorOf, listedSymbol } from "../call/endpoint.ts";
import { readOrderKey, readRestriction } from "../request/order-params.ts";
import type { ParamReader } from "../request/param-reader.ts";
import { type PlaceParams, readPlacing } from "../request/place-params.ts";
import { VENUE_ERRORS, type VenueError, venueError } from "../request/venue-error.ts";

const place: Endpoint = {
  name: "order.place",
  security: "TRADE",
  isPlacing: true,
  weight: () => 1,
  run: (call, read) => {
    const rules = listedSymbol(call, read);
    const params = rules === null ? null : readPlacing(read, rules);
    const failure = read.end();
    if (rules === null || params === null || failure !== null) {
      return failWith(failure ?? VENUE_ERRORS.badSymbol);
    }
    const tooMany = call.venue.orderLimits.place(call.account, call.at);
    if (tooMany !== null) return failWith(tooMany);
    const placed = call.venue.exchange.place(call.account, params.request, call.at);
    if (!placed.ok) return failWith(errorOf(placed.failure));
    return succeed(viewOf(call, rules, params, placed.value));
  },
};

const test: Endpoint = {
  name: "order.test",
  security: "TRADE",
  weight: (sent) => (sent.get("computeCommissionRates") === "true" ? 20 : 1),
  run: (call, read) => {
    const rules = listedSymbol(call, read);
    const params = rules === null ? null : readPlacing(read, rules);
    const tellsRates = read.flag("computeCommissionRates", false);
    const failure = read.end();
    if (params === null || failure !== null) return failWith(failure ?? VENUE_ERRORS.badSymbol);
    const { exchange } = call.venue;
    const refusal = exchange.refusalOf(call.account, params.request);
    if (refusal !== null) return failWith(errorOf(refusal));
    return succeed(tellsRates ? testCommissionView(exchange.feesOf(call.account)) : {});
  },
};

const MODES = ["STOP_ON_FAILURE", "ALLOW_FAILURE"] as const;
const LIMIT_MODES = ["DO_NOTHING", "CANCEL_ONLY"] as const;

type ReplaceParams = {
  readonly cancel: CancelRequest;
  readonly place: PlaceParams;
  readonly mode: (typeof MODES)[number];
  readonly limitMode: (typeof LIMIT_MODES)[number];
};

const replace: Endpoint = {
  name: "order.cancelReplace",
  security: "TRADE",
  isPlacing: true,
  weight: () => 1,
  run: (call, read) => {
    const rules = listedSymbol(call, read);
    const params = rules === null ? null : readReplacing(read, rules);
    const failure = read.end();
    if (rules === null || params === null || failure !== null) {
      return failWith(failure ?? VENUE_ERRORS.badSymbol);
    }
    const tooMany = call.venue.orderLimits.place(call.account, call.at);
    if (tooMany === null) {
      const { cancel, place: ticket, mode } = params;
      const request = { cancel, place: ticket.request, mode };
      const replaced = call.venue.exchange.replace(call.account, request, call.at);
      return replacedAnswer(call, rules, ticket, replaced);
    }
    if (params.limitMode === "DO_NOTHING") return failWith(tooMany);
    const cancelled = call.venue.exchange.cancel(call.account, params.cancel, call.at);
    return replacedAnswer(call, rules, params.place, {
      cancel: cancelled,
      place: failWith({ code: tooMany.code, msg: tooMany.msg }),
    });
  },
};

function readReplacing(read: ParamReader, rules: SymbolRules): ReplaceParams {
  const mode = read.word("cancelReplaceMode", MODES, {});
  const limitMode = read.word<(typeof LIMIT_MODES)[number]>(
    "orderRateLimitExceededMode",
    LIMIT_MODES,
    { fallback: "DO_NOTHING" },
  );
  const key = readOrderKey(read, {
    orderId: "cancelOrderId",
    clientId: "cancelOrigClientOrderId",
  });
  const cancel = {
    symbol: rules.symbol,
    ...key,
    newClientOrderId: read.clientId("cancelNewClientOrderId"),
    restriction: readRestriction(read),
  };
  return { cancel, place: readPlacing(read, rules), mode, limitMode };
}

function replacedAnswer(
  call: Call,
  rules: SymbolRules,
  params: PlaceParams,
  { cancel, place: placed }: Replaced,
): Result<unknown, VenueError> {
  const isNew = placed?.ok === true;
  const data = {
    cancelResult: cancel.ok ? "SUCCESS" : "FAILURE",
    newOrderResult: placed === null ? "NOT_ATTEMPTED" : isNew ? "SUCCESS" : "FAILURE",
    cancelResponse: cancel.ok
      ? cancelledView(rules, cancel.value.order, cancel.value.clientOrderId, call.unit)
      : refusalView(cancel.failure),
    newOrderResponse: newOrderResponse(call, rules, params, placed),
  };
  if (cancel.ok && isNew) return succeed(data);
  return failWith(
    cancel.ok || isNew
      ? venueError(-2021, "Order cancel-replace partially failed.", data)
      : venueError(-2022, "Order cancel-replace failed.", data),
  );
}

function newOrderResponse(
  call: Call,
  rules: SymbolRules,
  params: PlaceParams,
  placed: Replaced["place"],
): unknown {
  if (placed === null) return null;
  return placed.ok ? viewOf(call, rules, params, placed.value) : refusalView(placed.failure);
}

function refusalView({ code, msg }: Refusal): Refusal {
  return { code, msg };
}

function viewOf(
  { unit }: Call,
  rules: SymbolRules,
  { responseType }: PlaceParams,
  order: ExchangeOrder,
): unknown {
  return placedView(rules, order, { type: responseType, unit });
}

export const PLACE_ENDPOINTS = { place, test, replace } as const;
