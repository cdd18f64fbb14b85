/** Endpoints of an account: balances, fees, limits, and what its key may do. */
import { failWith, succeed } from "../../../../../core/result.ts";
import { accountView, commissionView, restrictionsView } from "../answer/account-view.ts";
import { type Endpoint, listedSymbol } from "../call/endpoint.ts";
import { VENUE_ERRORS } from "../request/venue-error.ts";

const account: Endpoint = {
  name: "account.status",
  security: "USER_DATA",
  weight: () => 20,
  run: (call, read) => {
    const isBrief = read.flag("omitZeroBalances", false);
    const failure = read.end();
    if (failure !== null) return failWith(failure);
    const { venue, key, unit } = call;
    const balances = venue.exchange
      .balances(call.account)
      .filter(({ free, locked }) => !isBrief || free + locked > 0n);
    return succeed(
      accountView(call.account, balances, {
        fees: venue.exchange.feesOf(call.account),
        permissions: key?.permissions ?? { read: false, trade: false, withdraw: false },
        updatedAt: venue.updatedAt(call.account),
        unit,
      }),
    );
  },
};

const commission: Endpoint = {
  name: "account.commission",
  security: "USER_DATA",
  weight: () => 20,
  run: (call, read) => {
    const rules = listedSymbol(call, read);
    const failure = read.end();
    if (rules === null || failure !== null) return failWith(failure ?? VENUE_ERRORS.badSymbol);
    return succeed(commissionView(rules.symbol, call.venue.exchange.feesOf(call.account)));
  },
};

const orderLimits: Endpoint = {
  name: "account.rateLimits.orders",
  security: "USER_DATA",
  weight: () => 40,
  run: (call, read) => {
    const failure = read.end();
    if (failure !== null) return failWith(failure);
    return succeed(call.venue.orderLimits.used(call.account, call.at));
  },
};

const restrictions: Endpoint = {
  name: "apiRestrictions",
  security: "USER_DATA",
  weight: () => 1,
  run: ({ key }, read) => {
    const failure = read.end();
    if (failure !== null || key === null) return failWith(failure ?? VENUE_ERRORS.rejectedKey);
    return succeed(restrictionsView(key));
  },
};

export const ACCOUNT_ENDPOINTS = { account, commission, orderLimits, restrictions } as const;
