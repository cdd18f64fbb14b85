/** Levels on the wire: msgpack's array16, and each number a float64 behind its header byte. */
import { assert } from "../../core/assert.ts";
import type { Levels } from "./message-type.ts";
import { canonicalNaN, refuseKind } from "./refuse.ts";
import { staleData } from "./stale-data.ts";

const ARRAY16 = 0xdc;
const FLOAT64 = 0xcb;
const HEADER_BYTES = 3;
const NUMBER_BYTES = 9;

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
  if (!(length <= limit.numbersMax)) refuseCount(limit, length);
  data.setUint8(offset, ARRAY16);
  data.setUint16(offset + 1, length);
  let at = offset + HEADER_BYTES;
  for (let index = 0; index < length; index += 1) {
    const number = numbers.at(index) as number;
    data.setUint8(at, FLOAT64);
    data.setFloat64(at + 1, +number === number ? number : canonicalNaN(limit.label, number));
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
  #length = 0;

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
  }

  get length(): number {
    // Asks the memory for the stale view's sake, which then throws.
    return this.#data.getUint16(this.#offset - 2);
  }

  /** Counts from the end when negative, as arrays do. */
  at(index: number): number | undefined {
    const whole = Math.trunc(index);
    const place = whole < 0 ? whole + this.#length : whole;
    if (!(place >= 0 && place < this.#length)) return undefined;
    const at = this.#offset + place * NUMBER_BYTES;
    if (this.#data.getUint8(at) !== FLOAT64) refuseKind(this.#label, "levels");
    return this.#data.getFloat64(at + 1);
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
