/** Endpoints that anybody may ask: the venue's clock and its rules. */
import { failWith, succeed } from "../../../../../core/result.ts";
import type { SymbolRules } from "../../exchange/symbol-rules.ts";
import { exchangeInfoView } from "../answer/exchange-info.ts";
import { timeOf } from "../answer/numbers.ts";
import type { Endpoint } from "../call/endpoint.ts";
import { addressRules, orderRules } from "../limits/venue-limits.ts";
import { VENUE_ERRORS } from "../request/venue-error.ts";

const EXCHANGE_INFO_WEIGHT = 20;
const STATUSES = ["", "TRADING", "HALT", "BREAK"] as const;

const ping: Endpoint = {
  name: "ping",
  security: "NONE",
  weight: () => 1,
  run: (_, read) => {
    const failure = read.none();
    return failure === null ? succeed({}) : failWith(failure);
  },
};

const time: Endpoint = {
  name: "time",
  security: "NONE",
  weight: () => 1,
  run: ({ venue, at, unit }, read) => {
    const failure = read.none();
    return failure === null
      ? succeed({ serverTime: timeOf(venue.clockAt(at), unit) })
      : failWith(failure);
  },
};

const exchangeInfo: Endpoint = {
  name: "exchangeInfo",
  security: "NONE",
  weight: () => EXCHANGE_INFO_WEIGHT,
  run: ({ venue, at, unit }, read) => {
    const one = read.optionalSymbol();
    const many = read.symbols("symbols");
    const permissions = read.text("permissions");
    read.flag("showPermissionSets", true);
    const status = read.word("symbolStatus", STATUSES, {
      fallback: "",
      error: VENUE_ERRORS.badSymbolStatus,
    });
    const kinds = [one !== "", many !== null, permissions !== null || status !== ""];
    if (kinds.filter(Boolean).length > 1) read.fail(VENUE_ERRORS.badCombination);
    const names = one === "" ? (many ?? [...venue.exchange.symbols.keys()]) : [one];
    const listed: SymbolRules[] = [];
    for (const name of names) {
      const rules = venue.exchange.rulesOf(name);
      if (rules === null) read.fail(VENUE_ERRORS.badSymbol);
      else if (status === "" || rules.status === status) listed.push(rules);
    }
    const failure = read.end();
    if (failure !== null) return failWith(failure);
    const spot = permissions === null || permissions.includes("SPOT") ? listed : [];
    const limits = [...addressRules(venue.limits), ...orderRules(venue.limits)];
    return succeed(exchangeInfoView(spot, limits, { at: venue.clockAt(at), unit }));
  },
};

export const GENERAL_ENDPOINTS = { ping, time, exchangeInfo } as const;
