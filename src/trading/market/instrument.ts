/**
 * What is traded: a symbol at a venue, with the steps its prices and quantities move in.
 *
 * Ticks and lots belong to a version of the instrument. When a venue changes a step, the instrument
 * gets a new version, and whatever holds ticks or lots of the old one is re-expressed, exactly.
 */
import { assert } from "../../core/assert.ts";
import type { PriceTicks, QuantityLots } from "../../core/brand.ts";
import { type DecimalFailure, stepsIn, stepsOf, textOf } from "../../core/decimal.ts";
import { type DecimalStep, stepOf } from "../../core/decimal-step.ts";
import type { Result } from "../../core/result.ts";

/** Of an order, a fill, or a taker. */
export type Side = "BUY" | "SELL";

/** Plain data: it may be cloned to another thread. */
export type Instrument = {
  /** Place in the desk's instrument table: the same in every thread. */
  readonly number: number;
  /** Symbol and venue: "BTC-USDT@binance". */
  readonly name: string;
  /** Base and quote: "BTC-USDT". */
  readonly symbol: string;
  readonly venue: string;
  /** Asset that lots count. */
  readonly base: string;
  /** Asset that prices are in. */
  readonly quote: string;
  /** 1, and one more for each change of a step. */
  readonly version: number;
  readonly tick: DecimalStep;
  readonly lot: DecimalStep;
};

const NAME = /^(([^@]+)-([^@]+))@([^@]+)$/;

/**
 * Returns the first version of an instrument. Base and quote are those of its name, unless told.
 *
 * @throws {AssertionError} When the name is not `base-quote@venue`, or a step is no step.
 *
 * @example
 * ```ts
 * const btc = { number: 0, name: "BTC-USDT@binance", tick: "0.01", lot: "0.00001" };
 * defineInstrument(btc).quote; // => "USDT"
 * priceTicksOf(defineInstrument(btc), "61737.63000000"); // => { ok: true, value: 6173763 }
 * quantityTextOf(defineInstrument(btc), 150); // => "0.00150"
 * ```
 */
export function defineInstrument(definition: {
  readonly number: number;
  readonly name: string;
  readonly tick: string;
  readonly lot: string;
  readonly base?: string | undefined;
  readonly quote?: string | undefined;
}): Instrument {
  const { number, name, base, quote } = definition;
  assert(Number.isInteger(number) && number >= 0, "an instrument's number is its place, from 0");
  const [, symbol = "", ownBase = "", ownQuote = "", venue = ""] = NAME.exec(name) ?? [];
  assert(symbol !== "", `an instrument is named base-quote@venue: found ${JSON.stringify(name)}`);
  return {
    number,
    name,
    symbol,
    venue,
    base: base ?? ownBase,
    quote: quote ?? ownQuote,
    version: 1,
    tick: stepOf(definition.tick),
    lot: stepOf(definition.lot),
  };
}

/** Returns the next version of `instrument`, with other steps. */
export function withSteps(
  instrument: Instrument,
  steps: { readonly tick: DecimalStep; readonly lot: DecimalStep },
): Instrument {
  return { ...instrument, version: instrument.version + 1, tick: steps.tick, lot: steps.lot };
}

/** Reads a price from the venue's decimal text. */
export function priceTicksOf(
  instrument: Instrument,
  text: string,
): Result<PriceTicks, DecimalFailure> {
  return stepsOf(text, instrument.tick) as Result<PriceTicks, DecimalFailure>;
}

/** Reads a quantity from the venue's decimal text. */
export function quantityLotsOf(
  instrument: Instrument,
  text: string,
): Result<QuantityLots, DecimalFailure> {
  return stepsOf(text, instrument.lot) as Result<QuantityLots, DecimalFailure>;
}

/** Returns a price as decimal text, with the places of the tick. */
export function priceTextOf(instrument: Instrument, ticks: number): string {
  return textOf(ticks, instrument.tick);
}

/** Returns a quantity as decimal text, with the places of the lot. */
export function quantityTextOf(instrument: Instrument, lots: number): string {
  return textOf(lots, instrument.lot);
}

/** Returns a price of version `source` in ticks of version `target`, or why it has none. */
export function ticksInVersion(
  target: Instrument,
  ticks: number,
  source: Instrument,
): Result<PriceTicks, DecimalFailure> {
  assert(target.name === source.name, "ticks are re-expressed between versions of one instrument");
  return stepsIn(target.tick, ticks, source.tick) as Result<PriceTicks, DecimalFailure>;
}

/** Returns a quantity of version `source` in lots of version `target`, or why it has none. */
export function lotsInVersion(
  target: Instrument,
  lots: number,
  source: Instrument,
): Result<QuantityLots, DecimalFailure> {
  assert(target.name === source.name, "lots are re-expressed between versions of one instrument");
  return stepsIn(target.lot, lots, source.lot) as Result<QuantityLots, DecimalFailure>;
}
