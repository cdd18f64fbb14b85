/** What may be traded, and what an order of it must keep to: the symbol's filters, in ticks and lots. */
import { assert } from "../../../../core/assert.ts";
import { stepsOf } from "../../../../core/decimal.ts";
import { type DecimalStep, stepOf } from "../../../../core/decimal-step.ts";
import type { Atoms } from "./words.ts";

export type SymbolStatus = "TRADING" | "HALT" | "BREAK";

/** Plain data. Replaced as a whole when the venue changes it. */
export type SymbolRules = {
  /** "BTCUSDT". */
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly status: SymbolStatus;
  readonly tick: DecimalStep;
  readonly lot: DecimalStep;
  /** Quote atoms that one lot is worth at a price of one tick. */
  readonly atomsPerTickLot: Atoms;
  /** Base atoms of one lot. */
  readonly atomsPerLot: Atoms;
  readonly priceTicksMin: number;
  readonly priceTicksMax: number;
  readonly lotsMin: number;
  readonly lotsMax: number;
  readonly notionalMin: Atoms;
  readonly notionalMax: Atoms;
  /** Most orders of one account that are open, stops included. */
  readonly ordersMax: number;
  /** Most stops of one account that wait. */
  readonly stopsMax: number;
  /** Most parts of an iceberg. */
  readonly icebergPartsMax: number;
  /** Furthest price, as a multiple of the last one: in 1/10,000. */
  readonly percentUp: number;
  readonly percentDown: number;
};

/** A symbol in decimal text. What is not said has the value of a liquid pair. */
export type SymbolDefinition = {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly tick: string;
  readonly lot: string;
  readonly priceMax?: string;
  readonly lotsMax?: number;
  readonly notionalMin?: string;
  readonly ordersMax?: number;
  readonly stopsMax?: number;
};

const ATOM: DecimalStep = { digits: 1, scale: 8 };

/**
 * Returns the rules of a symbol.
 *
 * @throws {AssertionError} When a step is no step, or tick times lot is no whole number of atoms.
 */
export function defineSymbol(definition: SymbolDefinition): SymbolRules {
  const { symbol, base, quote } = definition;
  const tick = stepOf(definition.tick);
  const lot = stepOf(definition.lot);
  const scale = tick.scale + lot.scale;
  assert(
    scale <= 8 && lot.scale <= 8,
    `tick times lot is a whole number of 1e-8: found ${definition.tick} x ${definition.lot} of ${symbol}`,
  );
  const priceMax = stepsOf(definition.priceMax ?? "1000000", tick);
  assert(priceMax.ok, `priceMax is a whole number of ticks: found ${definition.priceMax}`);
  const notionalMin = stepsOf(definition.notionalMin ?? "5", ATOM);
  assert(notionalMin.ok, `notionalMin is a decimal: found ${definition.notionalMin}`);
  return {
    symbol,
    base,
    quote,
    status: "TRADING",
    tick,
    lot,
    atomsPerTickLot: BigInt(tick.digits) * BigInt(lot.digits) * 10n ** BigInt(8 - scale),
    atomsPerLot: BigInt(lot.digits) * 10n ** BigInt(8 - lot.scale),
    priceTicksMin: 1,
    priceTicksMax: priceMax.value,
    lotsMin: 1,
    lotsMax: definition.lotsMax ?? 10 ** 12,
    notionalMin: BigInt(notionalMin.value),
    notionalMax: 9_000_000n * 10n ** 8n,
    ordersMax: definition.ordersMax ?? 200,
    stopsMax: definition.stopsMax ?? 5,
    icebergPartsMax: 100,
    percentUp: 50_000,
    percentDown: 2_000,
  };
}

/** Whether prices and sizes of one are those of the other: tick and lot are the same. */
export function isSameGrid(one: SymbolRules, other: SymbolRules): boolean {
  return (
    one.tick.digits === other.tick.digits &&
    one.tick.scale === other.tick.scale &&
    one.lot.digits === other.lot.digits &&
    one.lot.scale === other.lot.scale
  );
}
