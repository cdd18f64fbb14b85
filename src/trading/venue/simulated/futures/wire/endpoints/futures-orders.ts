/** Endpoints that place and change orders, and the switch that cancels them all. */
import { failWith } from "../../../../../../core/result.ts";
import { missingParam } from "../../../wire/request/venue-error.ts";
import { changedView, modifiedView, placedFuturesView } from "../answer/futures-order-view.ts";
import { aboutContract, type FuturesEndpoint, told } from "./contract-call.ts";
import { readFuturesKey, readFuturesPlacing, readModifying } from "./order-reading.ts";

const place: FuturesEndpoint = {
  name: "order.place",
  security: "TRADE",
  isPlacing: true,
  weight: () => 0,
  run: (call, read) =>
    aboutContract(call, read, (rules) => {
      const { request, responseType } = readFuturesPlacing(read, rules);
      return () => {
        const tooMany = call.venue.orderLimits.place(call.account, call.at);
        if (tooMany !== null) return failWith(tooMany);
        const result = call.venue.exchange.place(call.account, request, call.at);
        return told(result, (order) => placedFuturesView(rules, order, responseType));
      };
    }),
};

const modify: FuturesEndpoint = {
  name: "order.modify",
  security: "TRADE",
  isPlacing: true,
  weight: () => 1,
  run: (call, read) =>
    aboutContract(call, read, (rules) => {
      const request = readModifying(read, rules);
      return () => {
        const tooMany = call.venue.orderLimits.place(call.account, call.at);
        if (tooMany !== null) return failWith(tooMany);
        const result = call.venue.exchange.modify(call.account, request, call.at);
        return told(result, (order) => modifiedView(rules, order));
      };
    }),
};

const cancel: FuturesEndpoint = {
  name: "order.cancel",
  security: "TRADE",
  weight: () => 1,
  run: (call, read) =>
    aboutContract(call, read, (rules) => {
      const request = { symbol: rules.symbol, ...readFuturesKey(read) };
      return () =>
        told(call.venue.exchange.cancel(call.account, request, call.at), (order) =>
          changedView(rules, order),
        );
    }),
};

const cancelAll: FuturesEndpoint = {
  name: "openOrders.cancelAll",
  security: "TRADE",
  weight: () => 1,
  run: (call, read) =>
    aboutContract(
      call,
      read,
      (rules) => () =>
        told(call.venue.exchange.cancelAll(call.account, rules.symbol, call.at), () => ({
          code: 200,
          msg: "The operation of cancel all open order is done.",
        })),
    ),
};

const countdown: FuturesEndpoint = {
  name: "countdownCancelAll",
  security: "TRADE",
  weight: () => 10,
  run: (call, read) =>
    aboutContract(call, read, ({ symbol }) => {
      if (!read.has("countdownTime")) read.fail(missingParam("countdownTime"));
      const countdownMs = read.integer("countdownTime");
      return () => {
        const set = { symbol, countdownUs: countdownMs * 1_000 };
        const result = call.venue.exchange.countdownCancelAll(call.account, set, call.at);
        return told(result, () => ({ symbol, countdownTime: `${countdownMs}` }));
      };
    }),
};

const leverage: FuturesEndpoint = {
  name: "leverage",
  security: "TRADE",
  weight: () => 1,
  run: (call, read) =>
    aboutContract(call, read, (rules) => {
      if (!read.has("leverage")) read.fail(missingParam("leverage"));
      const wanted = read.integer("leverage");
      return () => {
        const set = { symbol: rules.symbol, leverage: wanted };
        return told(call.venue.exchange.setLeverage(call.account, set, call.at), () => ({
          symbol: rules.symbol,
          leverage: wanted,
          maxNotionalValue: `${rules.notionalMax / 10n ** 8n}`,
        }));
      };
    }),
};

export const FUTURES_ORDER_ENDPOINTS = {
  ...{ place, modify, cancel, cancelAll, countdown, leverage },
} as const;
