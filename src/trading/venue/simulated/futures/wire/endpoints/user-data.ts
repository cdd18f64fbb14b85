/** Endpoints that tell what an account has, ordered and traded; and the keys of its stream. */
import { failWith, succeed } from "../../../../../../core/result.ts";
import { ATOMS_PER_UNIT } from "../../../exchange/words.ts";
import type { SentParams } from "../../../wire/call/endpoint.ts";
import { pageOf, readSpan } from "../../../wire/request/order-params.ts";
import type { ParamReader } from "../../../wire/request/param-reader.ts";
import { VENUE_ERRORS, venueError } from "../../../wire/request/venue-error.ts";
import {
  type AccountVersion,
  accountView,
  balanceView,
  positionRiskView,
} from "../answer/futures-account-view.ts";
import { queriedView, userTradeView } from "../answer/futures-order-view.ts";
import { FUTURES_ORDER_RULES } from "../call/futures-venue.ts";
import {
  aboutContract,
  answered,
  type FuturesAnswer,
  type FuturesCall,
  type FuturesEndpoint,
} from "./contract-call.ts";
import { readFuturesKey } from "./order-reading.ts";

const NO_LISTEN_KEY = venueError(-1125, "This listenKey does not exist.");
const RATE_PLACES = 6;
const MILLION = 1_000_000;

const own = (
  name: string,
  weight: number | ((sent: SentParams) => number),
  run: FuturesEndpoint["run"],
): FuturesEndpoint => ({
  name,
  security: "USER_DATA",
  weight: typeof weight === "number" ? () => weight : weight,
  run,
});

/** @param isOpenOnly Of an order that is over it says that there is none. */
function status(name: string, isOpenOnly: boolean): FuturesEndpoint {
  return own(name, 1, (call, read) =>
    aboutContract(call, read, (rules) => {
      const key = readFuturesKey(read);
      return () => {
        const { exchange } = call.venue;
        const order = exchange.order(call.account, rules.symbol, key);
        const isOpen = order !== null && exchange.account(call.account).shelf.isOpen(order);
        if (order === null || (isOpenOnly && !isOpen)) return failWith(VENUE_ERRORS.noSuchOrder);
        return succeed(queriedView(rules, order));
      };
    }),
  );
}

const openOrders = own(
  "openOrders.status",
  (sent) => (sent.has("symbol") ? 1 : 40),
  (call, read) => {
    const symbol = readContract(call, read);
    return answered(read, () =>
      call.venue.exchange.openOrders(call.account, symbol).flatMap((order) => {
        const rules = call.venue.exchange.rulesOf(order.symbol);
        return rules === null ? [] : queriedView(rules, order);
      }),
    );
  },
);

const allOrders = own("allOrders", 5, (call, read) =>
  aboutContract(call, read, (rules) => {
    const fromId = read.integer("orderId");
    const page = {
      fromId,
      ...readSpan(read, false),
      limit: read.limit({ fallback: 500, max: 1_000 }),
    };
    return () => {
      const orders = call.venue.exchange.allOrders(call.account, rules.symbol);
      const found = pageOf(orders, page, { id: (one) => one.orderId, at: (one) => one.createdAt });
      return succeed(found.map((order) => queriedView(rules, order)));
    };
  }),
);

const userTrades = own("userTrades", 5, (call, read) =>
  aboutContract(call, read, (rules) => {
    const orderId = read.integer("orderId");
    const fromId = read.integer("fromId");
    const page = {
      fromId,
      ...readSpan(read, false),
      limit: read.limit({ fallback: 500, max: 1_000 }),
    };
    return () => {
      const trades = call.venue.exchange
        .accountTrades(call.account, rules.symbol)
        .filter(({ order }) => Number.isNaN(orderId) || order.orderId === orderId);
      const found = pageOf(trades, page, { id: (one) => one.tradeId, at: (one) => one.at });
      return succeed(found.map((trade) => userTradeView(rules, trade)));
    };
  }),
);

function account(version: AccountVersion): FuturesEndpoint {
  return own(`account.v${version}`, 5, (call, read) =>
    answered(read, () => accountView(call.venue.exchange, call.account, version)),
  );
}

const balance = own("balance", 5, (call, read) =>
  answered(read, () => balanceView(call.venue.exchange, call.account)),
);

function positionRisk(version: AccountVersion): FuturesEndpoint {
  return own(`positionRisk.v${version}`, 5, (call, read) => {
    const symbol = readContract(call, read);
    return answered(read, () =>
      positionRiskView(call.venue.exchange, call.account, { symbol, version }),
    );
  });
}

const commissionRate = own("commissionRate", 20, (call, read) =>
  aboutContract(call, read, ({ symbol }) => () => {
    const { makerFee, takerFee } = call.venue.exchange.account(call.account);
    const rate = (millionths: number) => `0.${`${millionths}`.padStart(RATE_PLACES, "0")}`;
    return succeed({
      symbol,
      makerCommissionRate: rate(makerFee),
      takerCommissionRate: rate(takerFee),
    });
  }),
);

/** One, of all sizes. */
const brackets = own("leverageBracket", 1, (call, read) => {
  const symbol = readContract(call, read);
  const wanted = call.venue.exchange.contracts.filter(
    (rules) => symbol === null || rules.symbol === symbol,
  );
  return answered(read, () =>
    wanted.map((rules) => ({
      symbol: rules.symbol,
      notionalCoef: 1,
      brackets: [
        {
          ...{ bracket: 1, initialLeverage: rules.leverageMax },
          notionalCap: Number(rules.notionalMax / ATOMS_PER_UNIT),
          ...{ notionalFloor: 0, maintMarginRatio: rules.maintenanceMillionths / MILLION, cum: 0 },
        },
      ],
    })),
  );
});

const positionMode = own("positionMode", 30, (_call, read) =>
  answered(read, () => ({ dualSidePosition: false })),
);

const orderLimits = own("rateLimit.order", 1, (_call, read) =>
  answered(read, () => FUTURES_ORDER_RULES),
);

/** Null: of all. */
function readContract({ venue }: FuturesCall, read: ParamReader): string | null {
  const symbol = read.optionalSymbol();
  if (symbol !== "" && venue.exchange.rulesOf(symbol) === null) read.fail(VENUE_ERRORS.badSymbol);
  return symbol === "" ? null : symbol;
}

const listenKey = (name: string, run: (call: FuturesCall) => FuturesAnswer): FuturesEndpoint => ({
  name: `userDataStream.${name}`,
  security: "KEY",
  weight: () => 1,
  run: (call, read) => {
    // The key's owner is known by the API key; the old parameter is taken.
    read.text("listenKey");
    const failure = read.end();
    return failure === null ? run(call) : failWith(failure);
  },
});

const keyOpen = listenKey("start", ({ venue, account: owner, at }) =>
  succeed({ listenKey: venue.listenKeys.open(owner, at) }),
);

const keyKeep = listenKey("ping", ({ venue, account: owner, at }) => {
  const kept = venue.listenKeys.keep(owner, at);
  return kept === null ? failWith(NO_LISTEN_KEY) : succeed({ listenKey: kept });
});

const keyClose = listenKey("stop", ({ venue, account: owner, at }) =>
  venue.listenKeys.close(owner, at) ? succeed({}) : failWith(NO_LISTEN_KEY),
);

export const USER_DATA_ENDPOINTS = {
  ...{
    openOrders,
    allOrders,
    userTrades,
    balance,
    commissionRate,
    positionMode,
    orderLimits,
    brackets,
  },
  ...{ keyOpen, keyKeep, keyClose },
  order: status("order.status", false),
  openOrder: status("openOrder", true),
  accountV2: account(2),
  accountV3: account(3),
  positionRiskV2: positionRisk(2),
  positionRiskV3: positionRisk(3),
} as const;
