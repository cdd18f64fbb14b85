/** Faults that change the venue itself: halts, maintenance, listings, ticks. */
import { textOf } from "../../../../core/decimal.ts";
import { parseStep } from "../../../../core/decimal-step.ts";
import { failWith, type Result, succeed } from "../../../../core/result.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { defineSymbol, type SymbolRules, type SymbolStatus } from "../exchange/symbol-rules.ts";
import type { FaultDefinition, Listing } from "./fault.ts";

/** Decimal places that a tick and a lot may have together. */
const SCALE_MAX = 8;
/** Highest price of a symbol: a tick divides it. */
const PRICE_MAX = 1_000_000;

export class VenueChanges {
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  /** Does what the fault says at once. Fails with what is wrong with it, and nothing is done. */
  apply(
    { kind, symbol, tick, listing }: FaultDefinition,
    accounts: readonly number[],
    at: number,
  ): Result<undefined, string> {
    switch (kind) {
      case "MAINTENANCE":
        return this.#halt("", at);
      case "HALT":
        return this.#halt(symbol, at);
      case "DELISTED": {
        const set =
          symbol === ""
            ? failWith("DELISTED needs a symbol")
            : this.#setStatus(symbol, "BREAK", at);
        if (set.ok) for (const account of accounts) this.#exchange.cancelAll(account, symbol, at);
        return set;
      }
      case "LISTED":
        return this.#list(listing, at);
      case "TICK_CHANGED":
        return this.#changeTick(symbol, tick, at);
      default:
        return succeed(undefined);
    }
  }

  /** What was halted trades again: all of it, or one symbol. What is delisted does not. */
  resume(symbol: string, at: number): undefined {
    for (const rules of this.#exchange.symbols.values()) {
      const isMeant = symbol === "" || rules.symbol === symbol;
      if (isMeant && rules.status === "HALT") this.#setStatus(rules.symbol, "TRADING", at);
    }
  }

  /** Until it is resumed: all of it, or one symbol; not what is delisted. */
  #halt(symbol: string, at: number): Result<undefined, string> {
    const { symbols } = this.#exchange;
    const named = symbol === "" ? [...symbols.keys()] : [symbol];
    for (const one of named) {
      if (symbols.get(one)?.status === "BREAK") continue;
      const set = this.#setStatus(one, "HALT", at);
      if (!set.ok) return set;
    }
    return succeed(undefined);
  }

  #setStatus(symbol: string, status: SymbolStatus, at: number): Result<undefined, string> {
    const named =
      symbol === "" ? [...this.#exchange.symbols.values()] : [this.#exchange.rulesOf(symbol)];
    for (const rules of named) {
      if (rules === null) return failWith(`symbol must be listed: ${symbol} is not`);
      if (rules.status !== status) this.#exchange.setRules({ ...rules, status }, at);
    }
    return succeed(undefined);
  }

  #list(listing: Listing | null, at: number): Result<undefined, string> {
    if (listing === null) return failWith("LISTED needs a listing: symbol, base, quote, tick, lot");
    if (this.#exchange.rulesOf(listing.symbol) !== null) {
      return failWith(`listing.symbol must be new: ${listing.symbol} is listed`);
    }
    const rules = rulesOf(listing);
    if (!rules.ok) return rules;
    this.#exchange.setRules(rules.value, at);
    return succeed(undefined);
  }

  #changeTick(symbol: string, tick: string, at: number): Result<undefined, string> {
    const before = this.#exchange.rulesOf(symbol);
    if (before === null) return failWith(`symbol must be listed: ${JSON.stringify(symbol)} is not`);
    const { base, quote, lot } = before;
    const after = rulesOf({ symbol, base, quote, tick, lot: textOf(1, lot) });
    if (!after.ok) return after;
    const { tick: step, atomsPerTickLot, priceTicksMax } = after.value;
    this.#exchange.setRules({ ...before, tick: step, atomsPerTickLot, priceTicksMax }, at);
    return succeed(undefined);
  }
}

function rulesOf(listing: Listing): Result<SymbolRules, string> {
  const tick = parseStep(listing.tick);
  const lot = parseStep(listing.lot);
  if (!tick.ok)
    return failWith(`tick must be a positive decimal: found ${JSON.stringify(listing.tick)}`);
  if (!lot.ok)
    return failWith(`lot must be a positive decimal: found ${JSON.stringify(listing.lot)}`);
  if (tick.value.scale + lot.value.scale > SCALE_MAX) {
    return failWith(`tick and lot must have at most ${SCALE_MAX} places together`);
  }
  if ((PRICE_MAX * 10 ** tick.value.scale) % tick.value.digits !== 0) {
    return failWith(`tick must divide ${PRICE_MAX}: found ${listing.tick}`);
  }
  return succeed(defineSymbol(listing));
}
