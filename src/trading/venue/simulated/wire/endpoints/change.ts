/** Endpoints that change orders which stand: cancel one, cancel all, make one smaller. */
import { failWith, succeed } from "../../../../../core/result.ts";
import { quantityText, timeOf } from "../answer/numbers.ts";
import { amendedView, cancelledView } from "../answer/order-view.ts";
import { type Endpoint, errorOf, listedSymbol } from "../call/endpoint.ts";
import { pageOf, readOrderKey, readRestriction } from "../request/order-params.ts";
import { readSteps } from "../request/place-params.ts";
import { missingParam, VENUE_ERRORS } from "../request/venue-error.ts";

const AMENDMENTS = 500;
const AMENDMENTS_MAX = 1_000;

const cancel: Endpoint = {
  name: "order.cancel",
  security: "TRADE",
  weight: () => 1,
  run: (call, read) => {
    const rules = listedSymbol(call, read);
    const key = readOrderKey(read);
    const newClientOrderId = read.clientId("newClientOrderId");
    const restriction = readRestriction(read);
    const failure = read.end();
    if (rules === null || failure !== null) return failWith(failure ?? VENUE_ERRORS.badSymbol);
    const request = { symbol: rules.symbol, ...key, newClientOrderId, restriction };
    const cancelled = call.venue.exchange.cancel(call.account, request, call.at);
    if (!cancelled.ok) return failWith(errorOf(cancelled.failure));
    const { order, clientOrderId } = cancelled.value;
    return succeed(cancelledView(rules, order, clientOrderId, call.unit));
  },
};

const cancelAll: Endpoint = {
  name: "openOrders.cancelAll",
  security: "TRADE",
  weight: () => 1,
  run: (call, read) => {
    const rules = listedSymbol(call, read);
    const failure = read.end();
    if (rules === null || failure !== null) return failWith(failure ?? VENUE_ERRORS.badSymbol);
    const cancelled = call.venue.exchange.cancelAll(call.account, rules.symbol, call.at);
    if (!cancelled.ok) return failWith(errorOf(cancelled.failure));
    return succeed(
      cancelled.value.map(({ order, clientOrderId }) =>
        cancelledView(rules, order, clientOrderId, call.unit),
      ),
    );
  },
};

const amend: Endpoint = {
  name: "order.amend.keepPriority",
  security: "TRADE",
  weight: () => 4,
  run: (call, read) => {
    const rules = listedSymbol(call, read);
    const key = readOrderKey(read);
    if (!read.has("newQty")) read.fail(missingParam("newQty"));
    const lots =
      rules === null ? Number.NaN : readSteps(read, "newQty", rules.lot, VENUE_ERRORS.badQuantity);
    const newClientOrderId = read.clientId("newClientOrderId");
    const failure = read.end();
    if (rules === null || failure !== null) return failWith(failure ?? VENUE_ERRORS.badSymbol);
    if (Number.isNaN(lots)) return failWith(VENUE_ERRORS.lotSize);
    const { exchange, amendments } = call.venue;
    const request = { symbol: rules.symbol, ...key, lots, newClientOrderId };
    const amended = exchange.amend(call.account, request, call.at);
    if (!amended.ok) return failWith(errorOf(amended.failure));
    const done = amendments.last;
    return succeed({
      transactTime: timeOf(call.at, call.unit),
      executionId: done?.executionId ?? -1,
      amendedOrder: amendedView(rules, amended.value.order, {
        origClientOrderId: done?.origClientOrderId ?? "",
        clientOrderId: amended.value.clientOrderId,
        unit: call.unit,
      }),
    });
  },
};

const amendmentsOf: Endpoint = {
  name: "order.amendments",
  security: "USER_DATA",
  weight: () => 4,
  run: (call, read) => {
    const rules = listedSymbol(call, read);
    const orderId = read.integer("orderId");
    if (!read.has("orderId")) read.fail(missingParam("orderId"));
    const fromId = read.integer("fromExecutionId");
    const limit = read.limit({ fallback: AMENDMENTS, max: AMENDMENTS_MAX });
    const failure = read.end();
    if (rules === null || failure !== null) return failWith(failure ?? VENUE_ERRORS.badSymbol);
    const all = call.venue.amendments.of(call.account, rules.symbol, orderId);
    const page = { fromId, startAt: Number.NaN, endAt: Number.NaN, limit };
    const found = pageOf(all, page, { id: ({ executionId }) => executionId, at: ({ at }) => at });
    return succeed(
      found.map((one) => ({
        symbol: one.symbol,
        orderId: one.orderId,
        executionId: one.executionId,
        origClientOrderId: one.origClientOrderId,
        newClientOrderId: one.newClientOrderId,
        origQty: quantityText(rules, one.origLots),
        newQty: quantityText(rules, one.newLots),
        time: timeOf(one.at, call.unit),
      })),
    );
  },
};

export const CHANGE_ENDPOINTS = { cancel, cancelAll, amend, amendments: amendmentsOf } as const;
