/** A futures venue as it begins beside a spot venue: the same accounts and keys, and a crowd of its own. */
import { ATOMS_PER_UNIT, type Atoms } from "../exchange/words.ts";
import { profileOf } from "../spot/market-of.ts";
import type { KeyTable } from "../wire/signature/key-table.ts";
import { type ContractDefinition, defineContract } from "./exchange/contract-rules.ts";
import { FuturesFront } from "./futures-front.ts";
import { FuturesCrowd } from "./market/futures-crowd.ts";
import { FuturesVenue } from "./wire/call/futures-venue.ts";

export type FuturesHouseOptions = {
  readonly contracts: readonly ContractDefinition[];
  /** Names, in the order of the numbers that `keys` has them by. */
  readonly accounts: readonly string[];
  readonly keys: KeyTable;
  /** What each account begins with, in USDT. */
  readonly wallet: Atoms;
  readonly seed: number;
  /** When its crowd begins, so that there is a book: a whole step of the clock. Wall microseconds. */
  readonly originUs: number;
  readonly stepUs: number;
  readonly hasLimits: boolean;
};

/** Plenty, in USDT. */
export const WALLET: Atoms = 1_000_000n * ATOMS_PER_UNIT;

export function openFuturesHouse(options: FuturesHouseOptions): FuturesFront {
  const { accounts, keys, wallet, seed, originUs, stepUs, hasLimits } = options;
  const contracts = options.contracts.map(defineContract);
  const venue = new FuturesVenue({ contracts, keys, hasLimits });
  const { exchange } = venue;
  for (const name of accounts) exchange.deposit(exchange.openAccount({ name }), wallet, originUs);
  const profiles = options.contracts.map(profileOf);
  const traders = new FuturesCrowd({ exchange, seed, originUs, stepUs, profiles });
  return new FuturesFront(venue, {
    traders,
    ...(hasLimits ? {} : { connectionsMax: Number.MAX_SAFE_INTEGER }),
  });
}
