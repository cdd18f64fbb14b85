/** Endpoints that tell an account's orders and trades. */
import { failWith, succeed } from "../../../../../core/result.ts";
import { orderView } from "../answer/order-view.ts";
import { accountTradeView, preventedMatchView } from "../answer/trade-view.ts";
import { type Endpoint, listedSymbol } from "../call/endpoint.ts";
import { pageOf, readOrderKey, readSpan } from "../request/order-params.ts";
import { VENUE_ERRORS } from "../request/venue-error.ts";

const LIST = 500;
const LIST_MAX = 1_000;
const OPEN_OF_ONE_WEIGHT = 6;
const OPEN_OF_ALL_WEIGHT = 80;

const status: Endpoint = {
  name: "order.status",
  security: "USER_DATA",
  weight: () => 4,
  run: (call, read) => {
    const rules = listedSymbol(call, read);
    const key = readOrderKey(read);
    const failure = read.end();
    if (rules === null || failure !== null) return failWith(failure ?? VENUE_ERRORS.badSymbol);
    const order = call.venue.exchange.order(call.account, rules.symbol, key);
    if (order === null) return failWith(VENUE_ERRORS.noSuchOrder);
    return succeed(orderView(order, call.unit));
  },
};

const open: Endpoint = {
  name: "openOrders.status",
  security: "USER_DATA",
  weight: (sent) => (sent.has("symbol") ? OPEN_OF_ONE_WEIGHT : OPEN_OF_ALL_WEIGHT),
  run: (call, read) => {
    const symbol = read.optionalSymbol();
    const { exchange } = call.venue;
    if (symbol !== "" && exchange.rulesOf(symbol) === null) read.fail(VENUE_ERRORS.badSymbol);
    const failure = read.end();
    if (failure !== null) return failWith(failure);
    const orders = exchange.openOrders(call.account, symbol === "" ? null : symbol);
    return succeed(orders.map((order) => orderView(order, call.unit)));
  },
};

const all: Endpoint = {
  name: "allOrders",
  security: "USER_DATA",
  weight: () => 20,
  run: (call, read) => {
    const rules = listedSymbol(call, read);
    const fromId = read.integer("orderId");
    const span = readSpan(read, true);
    const limit = read.limit({ fallback: LIST, max: LIST_MAX });
    const failure = read.end();
    if (rules === null || failure !== null) return failWith(failure ?? VENUE_ERRORS.badSymbol);
    const orders = call.venue.exchange.allOrders(call.account, rules.symbol);
    const found = pageOf(
      orders,
      { fromId, ...span, limit },
      { id: ({ orderId }) => orderId, at: ({ createdAt }) => createdAt },
    );
    return succeed(found.map((order) => orderView(order, call.unit)));
  },
};

const trades: Endpoint = {
  name: "myTrades",
  security: "USER_DATA",
  weight: (sent) => (sent.has("orderId") ? 5 : 20),
  run: (call, read) => {
    const rules = listedSymbol(call, read);
    const orderId = read.integer("orderId");
    const fromId = read.integer("fromId");
    const span = readSpan(read, true);
    const limit = read.limit({ fallback: LIST, max: LIST_MAX });
    const hasTimes = read.has("startTime") || read.has("endTime");
    if (hasTimes && (read.has("fromId") || read.has("orderId"))) {
      read.fail(VENUE_ERRORS.badCombination);
    }
    const failure = read.end();
    if (rules === null || failure !== null) return failWith(failure ?? VENUE_ERRORS.badSymbol);
    const own = call.venue.exchange
      .accountTrades(call.account, rules.symbol)
      .filter(({ order }) => Number.isNaN(orderId) || order.orderId === orderId);
    const found = pageOf(
      own,
      { fromId, ...span, limit },
      { id: ({ tradeId }) => tradeId, at: ({ at }) => at },
    );
    return succeed(found.map((trade) => accountTradeView(trade, call.unit)));
  },
};

const prevented: Endpoint = {
  name: "myPreventedMatches",
  security: "USER_DATA",
  weight: (sent) => (sent.has("orderId") ? 20 : 2),
  run: (call, read) => {
    const rules = listedSymbol(call, read);
    const matchId = read.integer("preventedMatchId");
    const orderId = read.integer("orderId");
    const fromId = read.integer("fromPreventedMatchId");
    const limit = read.limit({ fallback: LIST, max: LIST_MAX });
    const isOne = read.has("preventedMatchId");
    if (isOne === read.has("orderId") || (isOne && read.has("fromPreventedMatchId"))) {
      read.fail(VENUE_ERRORS.badCombination);
    }
    const failure = read.end();
    if (rules === null || failure !== null) return failWith(failure ?? VENUE_ERRORS.badSymbol);
    const matches = call.venue.exchange
      .preventedMatches(call.account, rules.symbol)
      .filter((match) =>
        isOne
          ? match.matchId === matchId
          : match.makerOrderId === orderId || match.takerOrderId === orderId,
      );
    const page = { fromId, startAt: Number.NaN, endAt: Number.NaN, limit };
    const found = pageOf(matches, page, { id: (match) => match.matchId, at: ({ at }) => at });
    return succeed(found.map((match) => preventedMatchView(rules, match, call.unit)));
  },
};

export const ORDER_QUERY_ENDPOINTS = { status, open, all, trades, prevented } as const;
