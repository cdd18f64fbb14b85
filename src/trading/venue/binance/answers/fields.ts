/**
 * Reads the fields of one object of the wire. Whatever is wrong is noted, the first of it is kept, and
 * a value of the right type is returned all the same: whoever reads looks at `failure` once, at the end.
 */

import { stepsOrNaN } from "../../../../core/decimal.ts";
import { atomsOf } from "../../../../core/decimal-atoms.ts";
import type { Instrument, Side } from "../../../market/instrument.ts";
import { isExactCount, isRecord, type JsonRecord, microsOf, shown } from "../json.ts";
import { lotsOrNaN } from "../level-text.ts";
import type { Drift } from "./venue-order.ts";

/** The first field that was not as it must be. */
export type FieldFailure = { readonly field: string; readonly reason: string };

const DIGITS = /^\d{1,20}$/;
const NOTHING: JsonRecord = {};

/** One object, and what was found wrong in it. */
export class Fields {
  readonly #place: string;
  readonly #record: JsonRecord;
  readonly drift: Drift[] = [];
  #failure: FieldFailure | null = null;

  /** @param place What the object is, for reasons: "order". */
  constructor(place: string, value: unknown) {
    this.#place = place;
    this.#record = isRecord(value) ? value : NOTHING;
    if (!isRecord(value)) this.fail("", `${place} is an object: found ${shown(value)}`);
  }

  /** Null while all that was read was as it must be. */
  get failure(): FieldFailure | null {
    return this.#failure;
  }

  /** Notes that a field is wrong. */
  fail(name: string, reason: string): undefined {
    this.#failure ??= { field: name === "" ? this.#place : `${this.#place}.${name}`, reason };
  }

  raw(name: string): unknown {
    return Object.hasOwn(this.#record, name) ? this.#record[name] : undefined;
  }

  /** Text that is not empty. */
  text(name: string): string {
    const value = this.raw(name);
    if (typeof value === "string" && value !== "") return value;
    return this.#bad(name, "is text", "");
  }

  /** Text, or "" where there is none. */
  textOrNone(name: string): string {
    const value = this.raw(name);
    if (value === undefined || value === null) return "";
    return typeof value === "string" ? value : this.#bad(name, "is text", "");
  }

  /** An id of the venue, with the digits of the wire. */
  id(name: string): string {
    const value = this.raw(name);
    const digits = isExactCount(value) ? `${value}` : value;
    if (typeof digits === "string" && DIGITS.test(digits)) return digits;
    return this.#bad(name, "is an id", "");
  }

  flag(name: string): boolean {
    const value = this.raw(name);
    return typeof value === "boolean" ? value : this.#bad(name, "is true or false", false);
  }

  side(name: string): Side {
    const value = this.raw(name);
    return value === "BUY" || value === "SELL" ? value : this.#bad(name, "is BUY or SELL", "BUY");
  }

  /** Microseconds. */
  timeUs(name: string): number {
    const time = microsOf(this.raw(name));
    return Number.isNaN(time) ? this.#bad(name, "is a time", time) : time;
  }

  /** Lots from 0. */
  lots(name: string, instrument: Instrument): number {
    const lots = lotsOrNaN(this.raw(name), instrument);
    return Number.isNaN(lots) ? this.#bad(name, `is lots of ${instrument.name}`, lots) : lots;
  }

  /** As `lots`, and 0 where the field is missing. */
  lotsOrNone(name: string, instrument: Instrument): number {
    const value = this.raw(name);
    return value === undefined || value === null ? 0 : this.lots(name, instrument);
  }

  /** Ticks from 0: a market order has no price, and the venue says 0. */
  ticks(name: string, instrument: Instrument): number {
    const value = this.raw(name);
    const ticks = typeof value === "string" ? stepsOrNaN(value, instrument.tick) : Number.NaN;
    return ticks >= 0 ? ticks : this.#bad(name, `is a price of ${instrument.name}`, Number.NaN);
  }

  /** Hundred-millionths, signed. */
  atoms(name: string): bigint {
    const value = this.raw(name);
    const atoms = typeof value === "string" ? atomsOf(value) : null;
    return atoms?.ok ? atoms.value : this.#bad(name, "is an amount of at most 8 places", 0n);
  }

  /** Meaning of a word of `table`; `unknown` for another one, which is noted as drift. */
  word<Meaning>(
    name: string,
    table: Readonly<Record<string, Meaning>>,
    unknown: Meaning,
  ): { readonly meaning: Meaning; readonly text: string } {
    const text = this.text(name);
    const meaning = Object.hasOwn(table, text) ? table[text] : undefined;
    if (meaning !== undefined) return { meaning, text };
    if (text !== "") this.drift.push({ kind: "WORD", place: `${this.#place}.${name}`, text });
    return { meaning: unknown, text };
  }

  /** Notes each field that is not among `known` as drift. */
  noteUnknown(known: ReadonlySet<string>): undefined {
    for (const name of Object.keys(this.#record)) {
      if (!known.has(name)) this.drift.push({ kind: "FIELD", place: this.#place, text: name });
    }
  }

  #bad<Value>(name: string, must: string, value: Value): Value {
    this.fail(name, `${this.#place}.${name} ${must}: found ${shown(this.raw(name))}`);
    return value;
  }
}
