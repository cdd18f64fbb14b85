/** Levels on the wire: msgpack's array16, and each number a float64 behind its header byte. */
import { assert } from "../../core/assert.ts";
import type { Levels } from "./message-type.ts";
import { refuseKind, refuseNumber } from "./refuse.ts";
import { staleData } from "./stale-data.ts";

const ARRAY16 = 0xdc;
const FLOAT64 = 0xcb;
const HEADER_BYTES = 3;
const NUMBER_BYTES = 9;
/** Of levels that may not be read: a length that no index is below. */
const STALE_LENGTH = -1;

/** Most numbers of one field, which is what an array16 can count. */
export const LEVELS_NUMBERS_MAX = 0xffff;

/** Bytes of so many numbers on the wire. */
export function levelsBytes(numbers: number): number {
  return HEADER_BYTES + NUMBER_BYTES * numbers;
}

/** What a levels field of one message type is called in errors, and how many numbers it may have. */
export type LevelsLimit = { readonly label: string; readonly numbersMax: number };

/** Returns the bytes written. */
export function writeLevels(
  data: DataView,
  offset: number,
  numbers: Levels,
  limit: LevelsLimit,
): number {
  const { length } = numbers;
  if (!(length <= limit.numbersMax)) throw refuseCount(limit, length);
  data.setUint8(offset, ARRAY16);
  data.setUint16(offset + 1, length);
  // An element is found faster than `at` finds it.
  const isArray = Array.isArray(numbers);
  let at = offset + HEADER_BYTES;
  for (let index = 0; index < length; index += 1) {
    const number = (isArray ? numbers[index] : numbers.at(index)) as number;
    if (typeof number !== "number") throw refuseNumber(limit.label, number);
    data.setUint8(at, FLOAT64);
    data.setFloat64(at + 1, Number.isNaN(number) ? Number.NaN : number);
    at += NUMBER_BYTES;
  }
  return at - offset;
}

/** The offset behind the levels at `offset`; -1 when they are not levels that end by `end`. */
export function levelsEnd(data: DataView, offset: number, end: number): number {
  if (offset < 0 || offset + HEADER_BYTES > end || data.getUint8(offset) !== ARRAY16) return -1;
  return offset + levelsBytes(data.getUint16(offset + 1));
}

/** The levels of a bound view, in place; only as long readable as the view is. */
export class LevelsView implements Levels {
  readonly #label: string;
  #data: DataView = staleData("levels");
  #offset = 0;
  #length = STALE_LENGTH;

  /** @param label What the field is called in errors. */
  constructor(label: string) {
    this.#label = label;
  }

  /** `offset` is that of the header byte, which {@link levelsEnd} has checked. */
  bind(data: DataView, offset: number): undefined {
    this.#data = data;
    this.#offset = offset + HEADER_BYTES;
    this.#length = data.getUint16(offset + 1);
  }

  poison(stale: DataView): undefined {
    this.#data = stale;
    this.#length = STALE_LENGTH;
  }

  get length(): number {
    const length = this.#length;
    if (length === STALE_LENGTH) throw this.#refuseStale();
    return length;
  }

  /** Counts from the end when negative, as arrays do. */
  at(index: number): number | undefined {
    const whole = Math.trunc(index);
    const length = this.#length;
    const place = whole < 0 ? whole + length : whole;
    if (!(place >= 0 && place < length)) {
      if (length === STALE_LENGTH) throw this.#refuseStale();
      return undefined;
    }
    const at = this.#offset + place * NUMBER_BYTES;
    if (this.#data.getUint8(at) !== FLOAT64) throw refuseKind(this.#label, "levels");
    return this.#data.getFloat64(at + 1);
  }

  /** The stale memory throws at every read, and knows whose it is. */
  #refuseStale(): number {
    return this.#data.getUint16(0);
  }

  /** The numbers, copied. */
  toJSON(): number[] {
    return Array.from({ length: this.length }, (_, index) => this.at(index) as number);
  }
}

/** Apart, so that what is written pays for no text of an error. */
function refuseCount({ label, numbersMax }: LevelsLimit, length: number): never {
  assert(false, `${label} has at most ${numbersMax} numbers: current value has ${length}`);
}
