/**
 * Values of fields as people read them, by the units that their schema gives: prices and lots as
 * decimals of the instrument, durations in milliseconds, moments as their distance from the record.
 */

import { textOf } from "../../../core/decimal.ts";
import { type DecimalStep, parseStep } from "../../../core/decimal-step.ts";
import type { FileTable } from "../../../runtime/codec/file-table.ts";
import type { SchemaField } from "../../../runtime/codec/message-type.ts";
import type { Body, RecordNames } from "../record-names.ts";

/** Longest list of numbers that a line shows. */
const LIST_MAX = 8;
/** Controls of a terminal that JSON leaves as they are. */
const CONTROL = /[\u007f-\u009f]/g;
const NS_PER_MS = 1e6;
/** Names of fields in `ns` that are moments and no durations. */
const MOMENT = /(?:At|Until)$/;

/** An instrument's steps and assets, as far as the journal says them. */
export type InstrumentText = {
  readonly name: string;
  readonly base: string;
  readonly quote: string;
  readonly tick: DecimalStep | null;
  readonly lot: DecimalStep | null;
};

/** What is known of instrument `number`; steps are null where the journal does not say them. */
export function instrumentText(table: FileTable, number: unknown): InstrumentText {
  const entry = typeof number === "number" ? table.instruments.get(number) : undefined;
  const word = (value: unknown) => (typeof value === "string" ? value : "");
  return {
    name: word(entry?.name) || `instrument-${String(number)}`,
    base: word(entry?.base),
    quote: word(entry?.quote),
    tick: stepIn(entry?.tick),
    lot: stepIn(entry?.lot),
  };
}

/** A price with its asset, or the bare ticks when the steps are not known. */
export function priceText({ tick, quote }: InstrumentText, ticks: number): string {
  return stepsText(ticks, tick, quote, "ticks");
}

/** A quantity with its asset, or the bare lots when the steps are not known. */
export function lotsText({ lot, base }: InstrumentText, lots: number): string {
  return stepsText(lots, lot, base, "lots");
}

/** A duration in milliseconds, to the microsecond. */
export function msText(ns: number): string {
  return Number.isFinite(ns) ? `${(ns / NS_PER_MS).toFixed(3)} ms` : "-";
}

/** ISO 8601 in UTC, to the microsecond. */
export function timeText(wallMicros: number): string {
  if (!Number.isSafeInteger(wallMicros)) return "no wall time";
  const nanoseconds = BigInt(wallMicros) * 1_000n;
  return Temporal.Instant.fromEpochNanoseconds(nanoseconds).toString({
    fractionalSecondDigits: 6,
  });
}

/** A value as one word of a line: never a control of the terminal. */
export function plainText(value: unknown): string {
  if (Array.isArray(value) && value.length > LIST_MAX) return `[${value.length} values]`;
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  return asciiControls(
    JSON.stringify(value, (_, each) => (typeof each === "bigint" ? `${each}` : each)),
  );
}

/** A text of somebody else's for the terminal, without quotes: controls are shown, not obeyed. */
export function wordsText(text: string): string {
  return asciiControls(JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"'));
}

/** What a field's value is told in its unit. */
export type FieldPlace = {
  readonly body: Body;
  readonly names: RecordNames;
  /** Monotonic nanoseconds of the record. */
  readonly committedAt: number;
};

/** A field as `name=value`. A price and a quantity have their unit in the value, so the name drops its own. */
export function fieldWord(
  name: string,
  field: SchemaField | undefined,
  value: unknown,
  place: FieldPlace,
): string {
  const isStep = field?.unit === "ticks" || field?.unit === "lots";
  const label = isStep && typeof value === "number" ? nameWithoutUnit(name) : name;
  return `${label}=${fieldText(field, value, place)}`;
}

/**
 * The name of a field in ticks or lots without that unit, for a value that is told in another.
 *
 * @example
 * ```ts
 * nameWithoutUnit("priceTicks"); // => "price"
 * nameWithoutUnit("bidLots"); // => "bidQuantity"
 * nameWithoutUnit("lots"); // => "quantity"
 * nameWithoutUnit("positionLotsMax"); // => "positionQuantityMax"
 * nameWithoutUnit("instrument"); // => "instrument"
 * ```
 */
export function nameWithoutUnit(name: string): string {
  return name
    .replace(/Ticks(?=(?:Min|Max)?$)/, "")
    .replace(/^ticks(?=(?:Min|Max)?$)/, "price")
    .replace(/Lots(?=(?:Min|Max)?$)/, "Quantity")
    .replace(/^lots(?=(?:Min|Max)?$)/, "quantity");
}

export function fieldText(
  field: SchemaField | undefined,
  value: unknown,
  place: FieldPlace,
): string {
  if (field === undefined || typeof value !== "number") return plainText(value);
  if (Number.isNaN(value)) return "-";
  const { body, names, committedAt } = place;
  switch (field.unit) {
    case "actor":
      return names.actorNamed(value);
    case "instrument":
      return instrumentText(names.table, value).name;
    case "ticks":
      return joined(priceText(instrumentText(names.table, body.instrument), value));
    case "lots":
      return joined(lotsText(instrumentText(names.table, body.instrument), value));
    case "ns":
      return joined(MOMENT.test(field.name) ? momentText(value - committedAt) : msText(value));
    default:
      return String(value);
  }
}

function momentText(ns: number): string {
  return ns > 0 ? `+${msText(ns)}` : msText(ns);
}

/** Without a space: a line's words are told apart by them. */
function joined(text: string): string {
  return text.replace(" ", "");
}

function stepsText(steps: number, step: DecimalStep | null, asset: string, unit: string): string {
  if (Number.isNaN(steps)) return "-";
  if (step === null || !Number.isSafeInteger(steps)) return `${steps} ${unit}`;
  return `${textOf(steps, step)} ${asset}`.trimEnd();
}

function asciiControls(text: string | undefined): string {
  return String(text).replace(CONTROL, (found) => `\\u00${found.charCodeAt(0).toString(16)}`);
}

/** Null for anything that is no step. */
function stepIn(value: unknown): DecimalStep | null {
  if (typeof value === "string") {
    const step = parseStep(value);
    return step.ok ? step.value : null;
  }
  if (typeof value !== "object" || value === null) return null;
  const { digits, scale } = value as Readonly<Record<string, unknown>>;
  const isStep =
    typeof digits === "number" &&
    Number.isSafeInteger(digits) &&
    digits > 0 &&
    typeof scale === "number" &&
    Number.isInteger(scale) &&
    scale >= 0 &&
    scale <= 22;
  return isStep ? { digits, scale } : null;
}
