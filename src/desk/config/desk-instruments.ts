/** `[instruments."BTC-USDT@binance"]`: what a desk trades; the number is the place in the file. */
import type { StepFailure } from "../../core/decimal-step.ts";
import { parseStep } from "../../core/decimal-step.ts";
import type { Instrument } from "../../trading/market/instrument.ts";
import { defineInstrument } from "../../trading/market/instrument.ts";
import { INSTRUMENTS_MAX } from "../message/top.ts";
import { OPEN_ORDER_POLICIES, type OpenOrderPolicy } from "./drain-table.ts";
import type { TableReader } from "./toml/table-reader.ts";
import { shown } from "./toml/table-reader.ts";

const NAME = /^([A-Z0-9]+(?:-[A-Z0-9]+)*)-([A-Z0-9]+)@[a-z0-9-]+$/;

const WHY: Readonly<Record<StepFailure, string>> = {
  NOT_DECIMAL: "must be plain decimal text",
  NOT_POSITIVE: "must be above 0",
  TOO_LARGE: "must have digits that fit 2^53",
};

export type DeskInstruments = {
  /** Those that are whole; mistakes of the others are reported in the file. */
  readonly whole: readonly Instrument[];
  /** Names of all that the file has, by number. */
  readonly names: readonly string[];
  /** Numbers of those whose open orders stay when the desk stops. */
  readonly left: readonly number[];
};

/**
 * Reads all instruments of the desk. Base and quote are those of the name, unless told.
 *
 * @param openOrders What becomes of open orders where an instrument does not say.
 */
export function readInstruments(
  table: TableReader | null,
  openOrders: OpenOrderPolicy,
): DeskInstruments {
  if (table === null) return { whole: [], names: [], left: [] };
  const instruments: Instrument[] = [];
  const left: number[] = [];
  for (const [number, name] of table.keys.entries()) {
    const entry = table.table(name);
    if (entry?.oneOf("openOrders", OPEN_ORDER_POLICIES, openOrders) === "leave") left.push(number);
    const instrument = entry === null ? null : readInstrument(name, number, entry);
    if (instrument !== null) instruments.push(instrument);
  }
  const beyond = table.keys[INSTRUMENTS_MAX];
  if (beyond !== undefined) {
    table.mistake(beyond, `a desk has at most ${INSTRUMENTS_MAX} instruments`);
  }
  return { whole: instruments, names: table.keys, left };
}

function readInstrument(name: string, number: number, table: TableReader): Instrument | null {
  const [, , ownQuote] = NAME.exec(name) ?? [];
  if (ownQuote === undefined) {
    table.mistake([], "must be base-quote@venue", ['example: "BTC-USDT@binance"']);
  }
  const tick = readStep(table, "tick", "0.01");
  const lot = readStep(table, "lot", "0.00001");
  const quote = table.text("quote");
  const base = table.text("base");
  table.close();
  if (ownQuote === undefined || tick === null || lot === null) return null;
  return defineInstrument({ number, name, base, quote, tick, lot });
}

/** Returns the text of a step that is one. */
function readStep(table: TableReader, key: string, example: string): string | null {
  const raw = table.take(key);
  const help = [`example: ${key} = "${example}"`];
  if (raw === undefined) {
    table.missing(key, `"${example}"`);
    return null;
  }
  if (typeof raw !== "string") {
    const write = typeof raw === "number" ? [`write it as text: ${key} = "${raw}"`] : help;
    table.mistake(key, `must be exact decimal text: found ${shown(raw)}`, write);
    return null;
  }
  const step = parseStep(raw);
  if (step.ok) return raw;
  table.mistake(key, `${WHY[step.failure]}: found ${shown(raw)}`, help);
  return null;
}
