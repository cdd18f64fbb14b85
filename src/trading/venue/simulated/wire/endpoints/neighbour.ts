/**
 * What clients of the whole venue ask for before they trade spot: coins, and what there is on margin
 * and in futures. Here is nothing but spot, and that is what these answers say.
 */
import { atomsTextOf } from "../../../../../core/decimal-atoms.ts";
import { succeed } from "../../../../../core/result.ts";
import type { Endpoint } from "../call/endpoint.ts";

const coins: Endpoint = {
  name: "capital.config",
  security: "USER_DATA",
  weight: () => 10,
  run: ({ venue, account }) => {
    const symbols = [...venue.exchange.symbols.values()];
    const assets = new Set(symbols.flatMap(({ base, quote }) => [base, quote]));
    const balances = new Map(venue.exchange.balances(account).map((one) => [one.asset, one]));
    return succeed(
      [...assets].sort().map((coin) => {
        const { free = 0n, locked = 0n } = balances.get(coin) ?? {};
        return {
          coin,
          depositAllEnable: false,
          withdrawAllEnable: false,
          name: coin,
          free: atomsTextOf(free),
          locked: atomsTextOf(locked),
          freeze: "0",
          withdrawing: "0",
          ipoing: "0",
          ipoable: "0",
          storage: "0",
          isLegalMoney: false,
          trading: true,
          networkList: [],
        };
      }),
    );
  },
};

/** Nothing is traded on margin. */
const marginPairs: Endpoint = {
  name: "margin.allPairs",
  security: "KEY",
  weight: () => 1,
  run: () => succeed([]),
};

/** No futures are listed. */
const futures: Endpoint = {
  name: "futures.exchangeInfo",
  security: "NONE",
  weight: () => 1,
  run: ({ at }) =>
    succeed({
      timezone: "UTC",
      serverTime: Math.floor(at / 1_000),
      rateLimits: [],
      exchangeFilters: [],
      assets: [],
      symbols: [],
    }),
};

export const NEIGHBOUR_ENDPOINTS = { coins, marginPairs, futures } as const;
