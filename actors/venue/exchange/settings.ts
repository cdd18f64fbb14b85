/** Reads what a simulated exchange's file says. */
import { textOf } from "../../../src/core/decimal.ts";
import { failWith, type Result, succeed } from "../../../src/core/result.ts";
import type { Instrument } from "../../../src/trading/market/instrument.ts";
import type { SymbolDefinition } from "../../../src/trading/venue/simulated/exchange/symbol-rules.ts";
import { CHANCE_FAULTS } from "../../../src/trading/venue/simulated/fault/fault.ts";
import type { FaultRates } from "../../../src/trading/venue/simulated/fault/seeded-faults.ts";
import { parseBalance, parseListing } from "../../../src/trading/venue/simulated/spot/listing.ts";
import type { ExchangeSettings } from "./state.ts";

/** As the file has it. */
export type ExchangeArgs = {
  readonly seed: number;
  readonly symbols: readonly string[];
  readonly futures: readonly string[];
  readonly captures: readonly string[];
  readonly accounts: readonly string[];
  readonly balances: readonly string[];
  readonly makerFeeBps: number;
  readonly takerFeeBps: number;
  readonly stepMs: number;
  readonly port: number;
  readonly tls: boolean;
  readonly tlsVersionMax: "1.2" | "1.3";
  readonly hasLimits: boolean;
  readonly faults: readonly string[];
  readonly logMiBMax: number;
};

/** What every account has of an asset that prices are in, and of one that is traded. */
const QUOTE_PLENTY = "1000000";
const BASE_PLENTY = "100";
/** Rises when the same settings would give another market. */
const MARKET_VERSION = 1;

/** Returns the settings, or one sentence that says which is wrong. */
export function readSettings(
  args: ExchangeArgs,
  instruments: readonly Instrument[],
): Result<ExchangeSettings, string> {
  const listed = args.symbols.length > 0 ? args.symbols : instruments.map(listingOf);
  const symbols = all(listed.map(parseListing));
  if (!symbols.ok) return symbols;
  if (symbols.value.length === 0) return failWith("symbols: an exchange lists at least one");
  const given = args.balances.length > 0 ? args.balances : plentyOf(symbols.value);
  const balances = all(given.map(parseBalance));
  if (!balances.ok) return balances;
  const rates = readRates(args.faults);
  if (!rates.ok) return rates;
  const futures = all(args.futures.map(parseListing));
  if (!futures.ok) return failWith(`futures: ${futures.failure}`);
  const foreign = futures.value.find(({ quote }) => quote !== "USDT");
  if (foreign !== undefined)
    return failWith(`futures: a contract is in USDT: found ${foreign.symbol}`);
  const { seed, captures, accounts, makerFeeBps, takerFeeBps, stepMs } = args;
  const identity = { listed, accounts, given, makerFeeBps, takerFeeBps, seed, captures, stepMs };
  return succeed({
    symbols: symbols.value,
    futures: futures.value,
    accounts,
    balances: balances.value,
    makerFeeMillionths: Math.round(makerFeeBps * 100),
    takerFeeMillionths: Math.round(takerFeeBps * 100),
    seed,
    captures,
    stepUs: stepMs * 1_000,
    port: args.port,
    tls: args.tls,
    tlsVersionMax: args.tlsVersionMax,
    hasLimits: args.hasLimits,
    faultRates: rates.value,
    logBytesMax: args.logMiBMax * 2 ** 20,
    identity: JSON.stringify({ version: MARKET_VERSION, ...identity }),
  });
}

const RATE = /^([A-Z_]+) +(\d{1,4})$/;
const PER_MILLE = 1_000;

function readRates(texts: readonly string[]): Result<FaultRates, string> {
  const rates: Record<string, number> = {};
  for (const text of texts) {
    const [, kind = "", rate = ""] = RATE.exec(text) ?? [];
    if (!CHANCE_FAULTS.some((known) => known === kind) || !(Number(rate) <= PER_MILLE)) {
      const known = CHANCE_FAULTS.join(", ");
      return failWith(
        `a fault is a kind and how many of 1,000, as in ACK_LOST 5: found ${text}; kinds: ${known}`,
      );
    }
    rates[kind] = Number(rate);
  }
  return succeed(rates);
}

function listingOf({ base, quote, tick, lot }: Instrument): string {
  return `${base}-${quote} ${textOf(1, tick)} ${textOf(1, lot)}`;
}

function plentyOf(symbols: readonly SymbolDefinition[]): readonly string[] {
  const quotes = new Set(symbols.map(({ quote }) => quote));
  const bases = new Set(symbols.map(({ base }) => base).filter((base) => !quotes.has(base)));
  return [
    ...[...bases].map((asset) => `${asset} ${BASE_PLENTY}`),
    ...[...quotes].map((asset) => `${asset} ${QUOTE_PLENTY}`),
  ];
}

function all<Value>(results: readonly Result<Value, string>[]): Result<readonly Value[], string> {
  const values: Value[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    values.push(result.value);
  }
  return succeed(values);
}
